package main

import (
	_ "embed"
	"fmt"
)

// names holds the Bengali and Hindi names of the mouzas, written for duar by hand
// because the portal's list has English only.
//
//go:embed names.csv
var names []byte

// places makes the six files of place/. Blocks are keyed by the directory's block
// code everywhere, so the sub-district codes of the sources are resolved here.
func places(from source, made map[string][]byte) error {
	var all [6][]row
	for i, name := range []string{
		"wb_districts.csv", "wb_subdivisions.csv", "wb_blocks.csv",
		"wb_banglarbhumi_blocks.csv", "wb_villages_census2011.csv", "wb_mouzas_banglarbhumi_ghatal_sample.csv",
	} {
		rows, err := from.rows(name)
		if err != nil {
			return err
		}
		all[i] = rows
	}
	districts, subdivisions, blocks, units, villages, mouzas := all[0], all[1], all[2], all[3], all[4], all[5]
	block := by(blocks, "lgd_subdistrict_code")

	var records [][]string
	done := func(file string, header ...string) {
		made["place/"+file] = write(header, records)
		records = nil
	}
	for _, d := range districts {
		records = append(records, []string{d["lgd_code"], d["banglarbhumi_code"], d["name_en"], d["name_bn"], d["name_hi"]})
	}
	done("districts.csv", "code", "portal", "name_en", "name_bn", "name_hi")
	for _, s := range subdivisions {
		records = append(records, []string{s["subdivision_id"], s["district_lgd"], s["name_en"], s["name_bn"], s["name_hi"]})
	}
	done("subdivisions.csv", "id", "district", "name_en", "name_bn", "name_hi")
	for _, b := range blocks {
		records = append(records, []string{b["lgd_block_code"], b["district_lgd"], b["subdivision_id"],
			b["name_en"], b["name_bn"], b["name_hi"], b["name_hi_source"]})
	}
	done("blocks.csv", "code", "district", "subdivision", "name_en", "name_bn", "name_hi", "hindi")
	for _, u := range units {
		records = append(records, []string{u["bb_district_code"] + u["bb_block_code"], u["district_lgd"],
			block[u["lgd_subdistrict_code"]]["lgd_block_code"], title(u["bb_block_name"])})
	}
	done("units.csv", "code", "district", "block", "name_en")
	for _, v := range villages {
		records = append(records, []string{v["census2011_village_code"],
			block[v["lgd_subdistrict_code"]]["lgd_block_code"], v["name_en"]})
	}
	done("villages.csv", "code", "block", "name_en")

	village, err := joined(from, "census2011_code", 1)
	if err != nil {
		return err
	}
	written, err := parse("names.csv", names)
	if err != nil {
		return err
	}
	spelt := by(written, "idn")
	for _, m := range mouzas {
		idn := m["bb_idn"]
		n, ok := spelt[idn]
		if !ok {
			return fmt.Errorf("names.csv: no name for mouza %s (%s)", idn, m["name_en"])
		}
		records = append(records, []string{idn, block[m["lgd_subdistrict_code"]]["lgd_block_code"], village[idn],
			title(m["name_en"]), n["name_bn"], n["name_hi"], n["names"]})
	}
	done("mouzas.csv", "idn", "block", "village", "name_en", "name_bn", "name_hi", "names")
	return nil
}
