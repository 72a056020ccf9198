package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"duar/catalogue"
	"duar/seva/land"
)

// sources is one place of each kind, as the source files have them. Two mouzas of one
// name claim one village and one polygon, and a polygon is there twice.
var sources = map[string]string{
	"wb_districts.csv":           "lgd_code,banglarbhumi_code,name_en,name_bn,name_hi,more\n318,10,Paschim Medinipur,পশ্চিম মেদিনীপুর,पश्चिम मेदिनीपुर,x\n305,01,Bankura,বাঁকু\u09dcা,बांकुड़ा,x\n",
	"wb_subdivisions.csv":        "subdivision_id,district_lgd,name_en,name_bn,name_hi\n318-01,318,Ghatal,ঘাটাল,घाटाल\n",
	"wb_blocks.csv":              "lgd_block_code,lgd_subdistrict_code,district_lgd,subdivision_id,name_en,name_bn,name_hi,name_hi_source\n2981,2448,318,318-01,Ghatal,ঘাটাল,घाटाल,translit\n",
	"wb_banglarbhumi_blocks.csv": "bb_district_code,bb_block_code,bb_block_name,district_lgd,lgd_subdistrict_code\n10,27,GHATAL - II,318,2448\n",
	"wb_villages_census2011.csv": "census2011_village_code,lgd_subdistrict_code,name_en\n337696,2448,Shyampur (P)\n",
	"wb_mouzas_banglarbhumi_ghatal_sample.csv": "bb_idn,name_en,lgd_subdistrict_code\n" +
		"1027081,SHYAMPUR,2448\n1027066,Shyampur,2448\n1027067,Veribalaramkundu,2448\n",
	"sample_ghatal_mouza_join.csv": "bb_idn,census2011_code,polygon_census2001_id\n" +
		"1027081,337696,200\n1027066,337696,200\n1027067,337697,300\n",
	"wb_land_classes.csv": "key,bn,group,confidence\nsali,শালি,agricultural,H\nbastu,বাস্তু,homestead,H\n",
	"wb_area_units.csv":   "unit,sq_m\nkatha,66.8901888\nsq_m,1\n",
	"sample_mouza_polygons_ghatal_cc0.geojson": `{"features":[
		{"id":"200","properties":{"name_en":"Shyampur"},"geometry":{"type":"Polygon","coordinates":[[[87,22],[87,22.000002],[87.0000014,22],[87.0000013,22],[87,22]]]}},
		{"id":"200","properties":{"name_en":"Shyampur"},"geometry":{"type":"Polygon","coordinates":[[[87,22],[87,22.000002],[87.000001,22],[87,22]]]}},
		{"id":"200","properties":{"name_en":"Shyampur"},"geometry":{"type":"Polygon","coordinates":[[[88,22],[88.00001,22],[88,22.00001],[88,22]]]}}]}`,
	"sample_mouza_polygons_jalpaiguri_cc0.geojson": `{"features":[]}`,
}

func lay(t *testing.T) source {
	dir := t.TempDir()
	for name, text := range sources {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return source(dir)
}

func TestImport(t *testing.T) {
	from := lay(t)
	var made [2]map[string][]byte
	for i := range made {
		made[i] = map[string][]byte{}
		for _, step := range []func(source, map[string][]byte) error{places, landWords, outlines} {
			if err := step(from, made[i]); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, want := range map[string]string{
		"place/districts.csv": "code,portal,name_en,name_bn,name_hi\n305,01,Bankura,বাঁকুড়া,बांकुड़ा\n318,10,Paschim Medinipur,পশ্চিম মেদিনীপুর,पश्चिम मेदिनीपुर\n",
		"place/units.csv":     "code,district,block,name_en\n1027,318,2981,Ghatal - II\n",
		"place/villages.csv":  "code,block,name_en\n337696,2981,Shyampur (P)\n",
		"place/mouzas.csv": "idn,block,village,name_en,name_bn,name_hi,names\n" +
			"1027066,2981,337696,Shyampur,শ্যামপুর,श्यामपुर,unchecked\n" +
			"1027067,2981,337697,Veribalaramkundu,ভেড়িবলরামকুণ্ডু,भेड़िबलरामकुंडु,unchecked\n" +
			"1027081,2981,,Shyampur,শ্যামপুর,श्यामपुर,unchecked\n",
		"land/classes.csv": "key,group,confidence\nbastu,homestead,H\nsali,agricultural,H\n",
		"land/units.csv":   "key,feet_num,feet_den\nkatha,720,1\nsq_m,1562500,145161\n",
	} {
		if got := string(made[0][name]); got != want {
			t.Errorf("%s is\n%s\nwant\n%s", name, got, want)
		}
	}
	for name, data := range made[0] {
		if !bytes.Equal(data, made[1][name]) {
			t.Errorf("%s is not the same twice", name)
		}
	}
	want := catalogue.EncodeOutlines([]catalogue.Outline{{IDN: 1027066, Census: "200", Name: "Shyampur", Rings: []land.Ring{
		{{Lon: 88_000_000, Lat: 22_000_000}, {Lon: 88_000_010, Lat: 22_000_000}, {Lon: 88_000_000, Lat: 22_000_010}},
		{{Lon: 87_000_001, Lat: 22_000_000}, {Lon: 87_000_000, Lat: 22_000_002}, {Lon: 87_000_000, Lat: 22_000_000}},
	}}})
	if got := made[0]["outline/outlines.bin"]; !bytes.Equal(got, want) {
		t.Errorf("outlines are\n%x\nwant\n%x", got, want)
	}
}

func TestTitle(t *testing.T) {
	for name, want := range map[string]string{
		"BANKURA - II": "Bankura - II", "DARIAYODHYA": "Dariayodhya", "gamariya": "Gamariya",
		"PANCHGECHIY-II": "Panchgechiy-II", "Nij Narajole": "Nij Narajole", "KharRadhakantapur": "KharRadhakantapur",
	} {
		if got := title(name); got != want {
			t.Errorf("%s is %s", name, got)
		}
	}
}
