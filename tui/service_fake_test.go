package tui

import (
	"duar/seva/form"
	"duar/seva/service"
)

// pension has a field of almost every kind, with conditions and a roster.
var pension = service.Service{
	ID: "old_age_pension", Area: service.Welfare, Department: "wcd", Aliases: []string{"Jai Bangla", "বার্ধক্য ভাতা"},
	Form: form.Form{ID: "old_age_pension", Version: 1, Sections: []form.Section{
		{ID: "person", Fields: []form.Field{
			{ID: "name", Kind: form.Person},
			{ID: "birth_date", Kind: form.Date, Partial: true, Since: "today-120y", Until: "today"},
			{ID: "gender", Kind: form.Choice, Options: []string{"female", "male", "other"}},
			{ID: "mobile", Kind: form.Mobile},
			{ID: "aadhaar", Kind: form.Aadhaar, Optional: true},
		}},
		{ID: "home", Fields: []form.Field{
			{ID: "place", Kind: form.Place},
			{ID: "pin", Kind: form.PIN},
		}},
		{ID: "means", Fields: []form.Field{
			{ID: "own_income", Kind: form.Money},
			{ID: "disabled", Kind: form.YesNo},
			{ID: "disability_percent", Kind: form.Number, Min: 1, Max: 100, When: &form.Condition{Field: "disabled", Is: "yes"}},
			{ID: "receiving", Kind: form.Choices, Options: []string{"widow_pension", "manabik", "kanyashree"}, Optional: true},
		}},
		{ID: "family", When: &form.Condition{Field: "gender", Is: "female"}, Fields: []form.Field{
			{ID: "members", Kind: form.Roster, Min: 1, Max: 10, Fields: []form.Field{
				{ID: "member_name", Kind: form.Person},
				{ID: "gender", Kind: form.Choice, Options: []string{"female", "male", "other"}},
				{ID: "applying", Kind: form.YesNo, When: &form.Condition{Field: "gender", Is: "female"}},
			}},
		}},
		{ID: "bank", Fields: []form.Field{
			{ID: "account", Kind: form.Account},
			{ID: "ifsc", Kind: form.IFSC},
			{ID: "passbook_page", Kind: form.File, Optional: true, Accept: []string{"application/pdf"}},
		}},
		{ID: "truth", Fields: []form.Field{{ID: "declaration", Kind: form.Declaration}}},
	}},
}

// sale is about land; it may stand under one number with the other joint one.
var sale = service.Service{
	ID: "mutation_sale", Area: service.Land, Department: "lr", Joint: true,
	Form: form.Form{ID: "mutation_sale", Version: 1, Sections: []form.Section{
		{ID: "land_sold", Fields: []form.Field{
			{ID: "khatian", Kind: form.Khatian},
			{ID: "plot", Kind: form.Plot},
			{ID: "area_sold", Kind: form.Area, Min: 1},
			{ID: "email", Kind: form.Email, Optional: true},
		}},
	}},
}

var warish = service.Service{ID: "mutation_warish", Area: service.Land, Department: "lr", Joint: true}
