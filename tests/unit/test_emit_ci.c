/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The formats that CI systems read, held against what these publish: GitLab's Code Quality report,
 * Checkstyle's report 1.0.0, the JUnit schema of Jenkins, reviewdog's DiagnosticResult, GitHub's
 * step summary.
 */
#include "harness.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>

#include "emit/utf8.h"
#include "emit_output.h"

static void hostile_findings(struct output *o)
{
	struct dl_finding *f = fixture_finding(&o->findings, "DMA901", "a<b>&\"c\"|`d`\xff\x01.c", 0, 0);
	struct dl_finding_step *step = DL_NEW(o->findings.arena, struct dl_finding_step);

	f->message = "x < y && \"z\" ]]> \x1b[31m\xef\xbf\xbf\nend | <img src=x> [a](b) @all.";
	f->function = "f<>";
	*step = fixture_step("s|<t>.c", 3, 1, 2, 0, "a|b\n<c>");
	f->steps = step;
	f->step_count = 1;
}

/* ---- a reader of XML that is just strict enough ---- */

struct xml {
	const char *p;
	char open[8][32]; /* names of the elements that are open */
	int depth;
	size_t elements;
	const char *trouble;
};

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

static void take_name(struct xml *x, char name[32])
{
	size_t n = 0;

	while (is_name(*x->p) && n < 31)
		name[n++] = *x->p++;
	name[n] = '\0';
	if (!n)
		x->trouble = "a name is missing";
}

static void take_character(struct xml *x)
{
	uint32_t c;
	size_t n = dl_utf8_next(x->p, strlen(x->p), &c);
	size_t name = x->p[0] == '&' ? strcspn(x->p, ";") : 0;

	if (c == '<' || c == 0xfffe || c == 0xffff || (c < 0x20 && c != '\n' && c != '\t'))
		x->trouble = "a character that XML refuses";
	if (name && (name > 5 || x->p[name] != ';'))
		x->trouble = "an entity without its end";
	x->p += n;
}

static void take_attribute(struct xml *x)
{
	char name[32];

	take_name(x, name);
	if (x->p[0] != '=' || x->p[1] != '"') {
		x->trouble = "an attribute without a value";
		return;
	}
	for (x->p += 2; *x->p && *x->p != '"' && !x->trouble;)
		take_character(x);
	x->p += *x->p == '"';
}

static void take_tag(struct xml *x)
{
	char name[32];
	bool ends = x->p[1] == '/';

	x->p += 1 + ends;
	take_name(x, name);
	if (ends) {
		if (!x->depth || strcmp(x->open[--x->depth], name) != 0 || *x->p != '>')
			x->trouble = "an end without its beginning";
		x->p++;
		return;
	}
	x->elements++;
	for (; *x->p == ' ' && !x->trouble;) {
		x->p++;
		take_attribute(x);
	}
	if (strncmp(x->p, "/>", 2) == 0) {
		x->p += 2;
	} else if (*x->p == '>' && x->depth < 8) {
		memcpy(x->open[x->depth++], name, sizeof(name));
		x->p++;
	} else {
		x->trouble = "a tag without its end";
	}
}

/* The number of elements; a failure when @text is no XML. */
static size_t read_xml(const char *text)
{
	static const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
	struct xml x = {.p = text};

	CU_ASSERT_FATAL(strncmp(text, head, strlen(head)) == 0);
	for (x.p += strlen(head); *x.p && !x.trouble;) {
		if (*x.p == '<')
			take_tag(&x);
		else
			take_character(&x);
	}
	if (x.depth)
		x.trouble = "an element is open at the end";
	if (x.trouble)
		fprintf(stderr, "%s before: %.60s\n", x.trouble, x.p);
	CU_ASSERT_PTR_NULL(x.trouble);
	return x.elements;
}

static void test_the_reader_of_xml_refuses(void)
{
	static const char *const wrong[] = {"<a>", "<a></b>", "<a b=c/>", "<a>&lt</a>", "<a>\x01</a>"};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct xml x = {.p = wrong[i]};

		while (*x.p && !x.trouble) {
			if (*x.p == '<')
				take_tag(&x);
			else
				take_character(&x);
		}
		CU_ASSERT(x.trouble != NULL || x.depth > 0);
	}
}

/* ---- checkstyle ---- */

static void test_checkstyle(void)
{
	struct output o;

	output_make(&o);
	fixture_main_findings(&o.findings);
	fixture_finding(&o.findings, "DMA903", "z.c", 3, 4);
	CU_ASSERT_EQUAL(read_xml(output_write(&o, "checkstyle")), 6);
	CU_ASSERT_EQUAL(count(o.text.data, "<file name=\"" RING "\">"), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "<error line=\"8\" column=\"19\" severity=\"error\" message=\"The handle 'dma' "),
			1);
	CU_ASSERT_EQUAL(count(o.text.data, "; 1. " RING ":7: mapped here with DMA_TO_DEVICE; 2. "), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "severity=\"warning\""), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "severity=\"info\""), 1); /* "note" is none of the four */
	CU_ASSERT_EQUAL(count(o.text.data, "source=\"dmalint.DMA901\""), 1);
	o.in.brief = true;
	o.in.path_prefix = "../linux/";
	output_write(&o, "checkstyle");
	CU_ASSERT_EQUAL(count(o.text.data, "mapped here"), 0);
	CU_ASSERT_EQUAL(count(o.text.data, "<file name=\"../linux/z.c\">"), 1);
	output_free(&o);
}

static void test_empty_and_hostile_xml(void)
{
	static const char *const formats[] = {"checkstyle", "junit"};

	for (size_t i = 0; i < 2; i++) {
		struct output o;

		output_make(&o);
		CU_ASSERT(read_xml(output_write(&o, formats[i])) >= 1);
		hostile_findings(&o);
		CU_ASSERT(read_xml(output_write(&o, formats[i])) >= 3);
		CU_ASSERT_EQUAL(count(o.text.data, "<img"), 0);
		/* lines and columns of both begin at 1 */
		CU_ASSERT_EQUAL(count(o.text.data, "line=\"0\""), 0);
		CU_ASSERT_EQUAL(count(o.text.data, "column=\"0\""), 0);
		output_free(&o);
	}
}

/* ---- junit ---- */

static void test_junit(void)
{
	struct output o;

	output_make(&o);
	fixture_main_findings(&o.findings);
	fixture_finding(&o.findings, "DMA903", "z.c", 3, 4);
	/* testsuites, 3 suites, scan, error, 3 findings with what they are, the error's own */
	CU_ASSERT_EQUAL(read_xml(output_write(&o, "junit")), 13);
	CU_ASSERT_EQUAL(count(o.text.data, "<testsuite name=\"dmalint\" tests=\"2\" failures=\"0\" errors=\"1\" skipped=\"0\">"),
			1);
	CU_ASSERT_EQUAL(count(o.text.data, "<testsuite name=\"" RING "\" tests=\"2\" failures=\"2\" errors=\"0\" skipped=\"0\">"),
			1);
	CU_ASSERT_EQUAL(count(o.text.data, "<testsuite name=\"z.c\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"1\">"), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "<failure "), 2);
	CU_ASSERT_EQUAL(count(o.text.data, "<skipped "), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "classname=\"" RING "\" name=\"DMA901 unchecked-example in demo_fill, line 8\""),
			1);
	CU_ASSERT_EQUAL(count(o.text.data, "\n2. " RING ":8:19: written to the hardware here\n"), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "drivers/net/demo/lost.c"), 1);
	output_free(&o);
}

/* A report of no tests is an error for Jenkins. */
static void test_junit_without_findings_has_a_test(void)
{
	struct output o;

	output_make(&o);
	o.in.notice_count = 0;
	CU_ASSERT_EQUAL(read_xml(output_write(&o, "junit")), 3);
	CU_ASSERT_EQUAL(count(o.text.data, "<testsuite name=\"dmalint\" tests=\"1\" failures=\"0\""), 1);
	output_free(&o);
}

/* ---- gitlab ---- */

static json_t *load(struct output *o, const char *format)
{
	json_t *root = json_loads(output_write(o, format), JSON_REJECT_DUPLICATES, NULL);

	CU_ASSERT_PTR_NOT_NULL_FATAL(root);
	return root;
}

static const char *text_at(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	return text;
}

static bool is_severity(const char *s)
{
	static const char *const all[] = {"info", "minor", "major", "critical", "blocker"};

	for (size_t i = 0; i < 5; i++)
		if (strcmp(all[i], s) == 0)
			return true;
	return false;
}

static void test_gitlab(void)
{
	struct output o;
	json_t *root, *one;
	size_t i;

	output_make(&o);
	fixture_main_findings(&o.findings);
	fixture_finding(&o.findings, "DMA903", "z.c", 3, 4)->fingerprint = 7;
	root = load(&o, "gitlab");
	CU_ASSERT_EQUAL(json_array_size(root), 3);
	json_array_foreach(root, i, one) {
		const json_t *lines = json_object_get(json_object_get(one, "location"), "lines");

		CU_ASSERT(*text_at(one, "description") != '\0');
		CU_ASSERT(strncmp(text_at(one, "check_name"), "DMA", 3) == 0);
		CU_ASSERT_EQUAL(strlen(text_at(one, "fingerprint")), 16);
		CU_ASSERT(is_severity(text_at(one, "severity")));
		CU_ASSERT(json_integer_value(json_object_get(lines, "begin")) >= 1);
	}
	one = json_object_get(json_array_get(root, 1), "location");
	CU_ASSERT_STRING_EQUAL(text_at(one, "path"), RING);
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(json_object_get(one, "lines"), "end")), 15);
	json_decref(root);
	CU_ASSERT(output_write(&o, "gitlab")[0] == '['); /* GitLab takes no byte order mark */
	output_free(&o);
}

/* Paths are below the repository, from wherever the tree is reached. */
static void test_gitlab_paths(void)
{
	static const char *const prefixes[][2] = {
		{"linux/", "linux/a.c"}, {"../linux/", "a.c"}, {"/src/linux/", "a.c"}, {NULL, "a.c"}};
	struct output o;

	output_make(&o);
	fixture_finding(&o.findings, "DMA901", "a.c", 0, 0);
	for (size_t i = 0; i < 4; i++) {
		json_t *root;

		o.in.path_prefix = prefixes[i][0];
		root = load(&o, "gitlab");
		CU_ASSERT_STRING_EQUAL(text_at(json_object_get(json_array_get(root, 0), "location"), "path"),
				       prefixes[i][1]);
		json_decref(root);
	}
	output_free(&o);
}

static void test_empty_and_hostile_json(void)
{
	static const char *const formats[] = {"gitlab", "rdjson"};

	for (size_t i = 0; i < 2; i++) {
		struct output o;

		output_make(&o);
		json_decref(load(&o, formats[i]));
		hostile_findings(&o);
		json_decref(load(&o, formats[i]));
		output_free(&o);
	}
}

/* ---- rdjson ---- */

static void test_rdjson(void)
{
	struct output o;
	json_t *root, *list, *one, *range;

	output_make(&o);
	fixture_main_findings(&o.findings);
	fixture_finding(&o.findings, "DMA903", "z.c", 3, 0);
	root = load(&o, "rdjson");
	CU_ASSERT_STRING_EQUAL(text_at(json_object_get(root, "source"), "name"), "dmalint");
	list = json_object_get(root, "diagnostics");
	CU_ASSERT_EQUAL(json_array_size(list), 3);
	one = json_array_get(list, 0);
	CU_ASSERT_STRING_EQUAL(text_at(one, "severity"), "ERROR");
	CU_ASSERT_STRING_EQUAL(text_at(json_object_get(one, "code"), "value"), "DMA901");
	CU_ASSERT_PTR_NOT_NULL(strstr(text_at(one, "message"), "\n1. " RING ":7: mapped here"));
	CU_ASSERT_STRING_EQUAL(text_at(json_object_get(one, "location"), "path"), RING);
	/* bytes of UTF-8, the end exclusive */
	range = json_object_get(json_object_get(one, "location"), "range");
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(json_object_get(range, "start"), "column")), 19);
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(json_object_get(range, "end"), "column")), 51);
	/* without a column: the line */
	one = json_array_get(list, 2);
	CU_ASSERT_STRING_EQUAL(text_at(one, "severity"), "INFO");
	range = json_object_get(json_object_get(one, "location"), "range");
	CU_ASSERT_PTR_NULL(json_object_get(json_object_get(range, "start"), "column"));
	CU_ASSERT_PTR_NULL(json_object_get(range, "end"));
	json_decref(root);
	output_free(&o);
}

/* ---- github-summary ---- */

static void test_summary(void)
{
	struct output o;

	output_make(&o);
	fixture_main_findings(&o.findings);
	output_write(&o, "github-summary");
	CU_ASSERT_EQUAL(count(o.text.data, "### dmalint: 2 findings\n"), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "**1 of them not analysed**"), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "| error | DMA901 unchecked-example | " RING ":8 | The handle 'dma' "), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "dma\\_mapping\\_error()"), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "<details>"), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "</details>"), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "2. " RING ":8 written to the hardware here\n"), 1);
	o.in.brief = true;
	CU_ASSERT_EQUAL(count(output_write(&o, "github-summary"), "<details>"), 0);
	output_free(&o);
}

static void test_summary_without_findings(void)
{
	struct output o;

	output_make(&o);
	o.in.notice_count = 0;
	o.in.scan.lost_files = 0;
	CU_ASSERT_STRING_EQUAL(output_write(&o, "github-summary"),
			       "### dmalint: no findings\n\n2 files read.\n\n");
	output_free(&o);
}

static void test_summary_of_hostile_text(void)
{
	struct output o;

	output_make(&o);
	hostile_findings(&o);
	output_write(&o, "github-summary");
	CU_ASSERT_EQUAL(count(o.text.data, "<img"), 0);
	CU_ASSERT_EQUAL(count(o.text.data, "\x1b"), 0);
	CU_ASSERT_EQUAL(count(o.text.data, "](b)"), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "\\](b)"), 1); /* no link */
	CU_ASSERT_EQUAL(count(o.text.data, " \\@all"), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "\n| error |"), 1); /* the row is one line */
	output_free(&o);
}

/* GitHub drops a summary of more than 1024 KiB as a whole. */
static void test_summary_has_a_limit(void)
{
	struct output o;

	output_make(&o);
	for (uint32_t i = 0; i < 20000; i++)
		fixture_finding(&o.findings, "DMA901", RING, i + 1, 1);
	output_write(&o, "github-summary");
	CU_ASSERT(o.text.len < (1U << 20));
	CU_ASSERT(o.text.len > (1U << 19));
	CU_ASSERT_EQUAL(count(o.text.data, " more findings: there is no room for them here."), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "### dmalint: 20000 findings\n"), 1);
	output_free(&o);
}

DL_TEST_MAIN("emit for CI", DL_TEST(test_the_reader_of_xml_refuses), DL_TEST(test_checkstyle),
	     DL_TEST(test_empty_and_hostile_xml), DL_TEST(test_junit),
	     DL_TEST(test_junit_without_findings_has_a_test), DL_TEST(test_gitlab),
	     DL_TEST(test_gitlab_paths), DL_TEST(test_empty_and_hostile_json), DL_TEST(test_rdjson),
	     DL_TEST(test_summary), DL_TEST(test_summary_without_findings),
	     DL_TEST(test_summary_of_hostile_text), DL_TEST(test_summary_has_a_limit))
