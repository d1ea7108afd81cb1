#!/bin/bash
# recalc_test - a spreadsheet program computes what we computed.
# Worksheets go out as workbooks, every stored result is wiped, LibreOffice computes them anew, and then every
# figure it shows must be ours to the cent, every gate must say what we say, and no answer may have changed.
cd "$(dirname "$0")/../.." || exit 1
pulau=${PULAU:-build/debug/pulau}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir"/{json,made,wiped,done,csv,profile/user}

# A profile of its own that always recalculates when it opens a workbook.
cat > "$dir/profile/user/registrymodifications.xcu" <<'XCU'
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
XCU
office() { soffice "-env:UserInstallation=file://$dir/profile" --headless "$@" > "$dir/office.log" 2>&1; }

python3 test/workbook/recalc.py sheets "$dir/json" || exit 1
for json in "$dir"/json/*.json; do
    name=$(basename "$json" .json)
    "$pulau" lke workbook "$json" "$dir/made/$name.xlsx" --unit 'Balai Contoh' --year 2026 || exit 1
done
python3 test/workbook/recalc.py wipe "$dir/made" "$dir/wiped" || exit 1
office --convert-to xlsx --outdir "$dir/done" "$dir"/wiped/*.xlsx || { cat "$dir/office.log"; exit 1; }
office --convert-to 'csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true,false,false,false,-1' --outdir "$dir/csv" \
    "$dir"/done/*.xlsx || { cat "$dir/office.log"; exit 1; }
python3 test/workbook/recalc.py compare "$pulau" "$dir"
