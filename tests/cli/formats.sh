# SPDX-License-Identifier: Apache-2.0
# The formats that CI systems read, from a scan and from the store: what is in them stands in tests/unit/test_emit_ci.c.
. "${SOURCE_DIR:?}/tests/cli/lib.sh"

make_buggy "drv/a b&c.c"
make_clean drv/good.c

for format in github-summary gitlab checkstyle junit rdjson; do
	dmalint scan --format $format drv
	expect_status 1
	expect out DMA101
	cp out from-scan
	dmalint list --format $format
	expect_status 0
	expect_same out from-scan
	dmalint scan --no-db --format $format drv/good.c
	expect_status 0
	expect_not out DMA101
done

# XML for other readers, where there is one.
if command -v xmllint >/dev/null; then
	for format in checkstyle junit; do
		dmalint scan --no-db --format $format -o report.xml drv
		expect_true xmllint --noout report.xml
	done
fi

# Paths: those of CI systems are below the repository, the others as they are reached from here.
mkdir -p elsewhere
(
	cd elsewhere || exit 1
	"$DMALINT" scan --no-db --quiet --format gitlab ../drv >../gitlab.json
	"$DMALINT" scan --no-db --quiet --format checkstyle ../drv >../checkstyle.xml
)
expect gitlab.json '"path": "drv/a b&c.c"'
expect checkstyle.xml 'name="../drv/a b&amp;c.c"'

dmalint scan --format checkstile drv
expect_status 2
expect err "checkstyle"

finish
