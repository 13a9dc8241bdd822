/* SPDX-License-Identifier: Apache-2.0 */
/* What `dmalint scan --help` prints. docs/dmalint.1 says the same at length. */
#ifndef DL_CLI_SCAN_HELP_H
#define DL_CLI_SCAN_HELP_H

#include "cli/scan_options.h"

#define DL_SCAN_HELP                                                                               \
	"Find DMA API misuse in files, driver folders or a kernel tree.\n"                         \
	"\n"                                                                                       \
	"Usage: dmalint scan [OPTION...] [PATH...] [-- COMPILER-FLAG...]\n"                        \
	"\n"                                                                                       \
	"PATH is a .c file or a folder, or - for a list of them on standard input, one a line;\n"   \
	"the default is the current folder. The root of a kernel\n"                                \
	"tree means its drivers/, sound/, net/ and fs/. The tree needs no configuration and no\n"  \
	"build, and is never written to.\n"                                                        \
	"\n"                                                                                       \
	"What is reported:\n"                                                                      \
	"  --rules LIST            only these rules: ids, names or patterns (DMA101,DMA2*)\n"      \
	"  --disable LIST          not these rules\n"                                              \
	"  --profile LIST          also the rules of these profiles: untrusted-device (what a\n"  \
	"                          malicious device could do), off by default\n"                 \
	"  --confidence LEVEL      high, medium (default) or low: the least to show\n"             \
	"  --exclude PATTERN       not these files: a path with * and ?, a folder, a name without\n" \
	"                          slash (may be given several times)\n"                           \
	"  --shard K/N             only shard K of N, about as much work each: 'dmalint merge' joins\n" \
	"                          the stores that they write\n"                                  \
	"  --new-since REV         only what the working tree has and its merge base with REV has\n" \
	"                          not: scans the files that git says are changed, and their\n"     \
	"                          modules\n"                                                       \
	"  --diff FILE             the same for a patch or a mailed series (-: standard input) that\n" \
	"                          is applied to copies; keeps nothing in the store\n"              \
	"  --changed-lines         of these, findings on changed lines or with such in their paths\n" \
	"  --baseline FILE         do not report what this file knows (dmalint help baseline)\n"   \
	"  --include-suppressed    text, json, sarif, html: also what comments allow or the\n"      \
	"                          baseline knows\n"                                              \
	"  --fail-on LEVEL         error, warning (default) or note: what makes the exit status 1\n" \
	"  --exit-zero             exit status 0 although there are findings\n"                    \
	"\n"                                                                                       \
	"Output:\n"                                                                                \
	"  -f, --format FORMAT     text (default), gcc, json, sarif, github, html,\n"              \
	"                          github-summary, gitlab, checkstyle, junit or rdjson\n"                           \
	"  -o, --output FILE       write there instead of stdout, whole or not at all\n"           \
	"  --brief                 without the path stories (not json, sarif)\n"                    \
	"  --color[=WHEN]          auto (default), always or never; NO_COLOR is obeyed\n"          \
	"  --max-results N         sarif: at most N results, the highest ranked ones\n"            \
	"  --sarif-category NAME   automationDetails.id, distinct for each part of a split scan\n" \
	"  --reproducible          the same bytes for the same input: no times, no absolute "      \
	"paths\n"                                                                                  \
	"  -q, --quiet             no progress, no warnings, no summary on stderr\n"               \
	"  --stats                 what was read, for which architectures, what it has cost,\n"    \
	"                          why functions are degraded\n"                                 \
	"\n"                                                                                       \
	"Store:\n"                                                                                 \
	"  --db FILE               where scans are kept (default: dmalint.db in the cache "        \
	"folder)\n"                                                                                \
	"  --keep N                how many scans it keeps, with this one (default 20, 0: all)\n"  \
	"  --no-db                 keep nothing\n"                                                 \
	"\n" DL_PARSE_HELP "\n"                                                                    \
	"Configuration:\n"                                                                         \
	"  --config FILE           options in a file: {\"confidence\": \"high\", \"disable\": "      \
	"[\"DMA701\"]}\n"                                                                          \
	"                          (default: .dmalint.json here or in a folder above)\n"           \
	"  --no-config             read no such file\n"                                            \
	"\n"                                                                                       \
	"Debugging:\n"                                                                             \
	"  --trace FUNCTION        print how the engine explored this function, and nothing "      \
	"else\n"                                                                                   \
	"  -h, --help              this text\n"                                                    \
	"\n"                                                                                       \
	"Exit status: 0 no findings, 1 findings, 2 usage or internal error, 3 no findings but "    \
	"the\n"                                                                                    \
	"analysis was incomplete (a file was lost, or more than a tenth of the DMA functions of "  \
	"one\n"                                                                                    \
	"could not be read whole). An interrupted scan ends by the signal (130 in a shell).\n"     \
	"\n"                                                                                       \
	"Examples:\n"                                                                              \
	"  dmalint scan drivers/net/ethernet/intel/e1000\n"                                        \
	"  dmalint scan --format sarif -o dmalint.sarif ~/linux\n"                                 \
	"  dmalint scan --format html -o dmalint.html drivers/spi\n"                               \
	"  dmalint scan --kernel /lib/modules/$(uname -r)/build my-driver/\n"                      \
	"  dmalint scan --new-since origin/main\n"                                                  \
	"  git ls-files -z 'drivers/*.c' | dmalint scan -0 -\n"                                     \
	"  dmalint scan --shard 2/4 --db 2.db ~/linux\n"                                            \
	"  b4 am -o - MESSAGE-ID | dmalint scan --diff -\n"                                         \
	"  dmalint scan --rules 'DMA1*' --confidence high drivers/net\n"

#endif
