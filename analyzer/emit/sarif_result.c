/* SPDX-License-Identifier: Apache-2.0 */
/* One result: message with links, place, path story, fingerprints. */
#include "emit/sarif.h"

#include <string.h>

#define MAX_STEPS   100 /* more are not shown anywhere */
#define LAST_STEPS  40 /* kept from the end of a longer story */
#define MAX_RELATED 100

/* A bracket inside a link's text, or one that would make a link, gets a backslash. */
static void add_link_text(struct dl_buf *out, const char *s)
{
	for (; *s; s++) {
		if (strchr("[]\\", *s))
			dl_buf_putc(out, '\\');
		dl_buf_putc(out, *s);
	}
}

static void add_plain_text(struct dl_buf *out, const char *s)
{
	for (; *s; s++) {
		if (s[0] == ']' && s[1] == '(')
			dl_buf_putc(out, '\\');
		dl_buf_putc(out, *s);
	}
}

/* Viewers show a related location only when the text links to it by its id. */
static json_t *message(const struct dl_emit_input *in, const struct dl_finding *f, size_t related)
{
	struct dl_buf text = { 0 };
	json_t *object;

	add_plain_text(&text, dl_emit_message(in, f));
	for (size_t i = 0; i < related; i++) {
		const char *label = f->related[i].message;

		dl_buf_puts(&text, i ? ", [" : " See: [");
		add_link_text(&text, label && *label ? label : "here");
		dl_buf_printf(&text, "](%zu)", i + 1);
	}
	if (related)
		dl_buf_putc(&text, '.');
	object = dl_sarif_message(dl_buf_str(&text));
	dl_buf_free(&text);
	return object;
}

static json_t *main_location(struct dl_sarif *s, const struct dl_finding *f)
{
	json_t *location = dl_json_object();

	dl_json_set(location, "physicalLocation", dl_sarif_place(s, &f->spot, true));
	if (f->function && *f->function) {
		json_t *logical = dl_json_object(), *array = dl_json_array();

		dl_json_set_text(logical, "name", f->function);
		dl_json_set_text(logical, "fullyQualifiedName", f->function);
		dl_json_set_text(logical, "kind", "function");
		dl_json_add(array, logical);
		dl_json_set(location, "logicalLocations", array);
	}
	return location;
}

static json_t *step_location(struct dl_sarif *s, const struct dl_finding_step *step)
{
	json_t *location = dl_json_object();

	dl_json_set(location, "physicalLocation", dl_sarif_place(s, &step->spot, false));
	dl_json_set(location, "message",
		    dl_sarif_message(step->message && *step->message ? step->message : "here"));
	return location;
}

static json_t *flow_locations(struct dl_sarif *s, const struct dl_finding *f)
{
	json_t *locations = dl_json_array();

	for (size_t i = 0; i < f->step_count; i++) {
		json_t *object;

		if (f->step_count > MAX_STEPS && i == MAX_STEPS - LAST_STEPS)
			i = f->step_count - LAST_STEPS;
		object = dl_json_object();
		dl_json_set(object, "location", step_location(s, &f->steps[i]));
		dl_json_set(object, "nestingLevel", json_integer(f->steps[i].nesting));
		dl_json_set(object, "executionOrder", json_integer((json_int_t)i + 1));
		dl_json_add(locations, object);
	}
	return locations;
}

static json_t *code_flows(struct dl_sarif *s, const struct dl_finding *f)
{
	json_t *flows = dl_json_array(), *flow = dl_json_object(), *threads = dl_json_array(),
	       *thread = dl_json_object();

	dl_json_set(thread, "locations", flow_locations(s, f));
	dl_json_add(threads, thread);
	dl_json_set(flow, "threadFlows", threads);
	dl_json_add(flows, flow);
	return flows;
}

static json_t *related_locations(struct dl_sarif *s, const struct dl_finding *f, size_t count)
{
	json_t *array = dl_json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *location = step_location(s, &f->related[i]);

		dl_json_set(location, "id", json_integer((json_int_t)i + 1));
		dl_json_add(array, location);
	}
	return array;
}

static json_t *fingerprints(struct dl_sarif *s, const struct dl_finding *f)
{
	json_t *object = dl_json_object();
	struct dl_line_hash hash;

	if (dl_source_hash(dl_source_get(&s->source, f->spot.path), f->spot.line, &hash))
		dl_json_set(object, "primaryLocationLineHash",
			    dl_json_printf("%llx:%u", (unsigned long long)hash.hash, hash.count));
	dl_json_set(object, "dmalint/v1",
		    dl_json_printf("%016llx", (unsigned long long)f->fingerprint));
	return object;
}

/*
 * "drivers/net" of "drivers/net/ethernet/x.c"; false for a file with less than two folders above
 * it.
 */
static bool subsystem(const char *path, char *out, size_t size)
{
	const char *slash = path ? strchr(path, '/') : NULL;
	const char *second = slash ? strchr(slash + 1, '/') : NULL;

	if (!second || *path == '/' || (size_t)(second - path) >= size)
		return false;
	memcpy(out, path, (size_t)(second - path));
	out[second - path] = '\0';
	return true;
}

static json_t *properties(const struct dl_finding *f)
{
	json_t *bag = dl_json_object();
	char name[128];

	dl_json_set_text(bag, "confidence", dl_confidence_name(f->confidence));
	dl_json_set_text(bag, "function", f->function);
	if (subsystem(f->spot.path, name, sizeof(name)))
		dl_json_set_text(bag, "subsystem", name);
	dl_json_set_text(bag, "object", f->subject);
	dl_json_set_text(bag, "event", f->edge);
	dl_json_set_text(bag, "architecture", f->arch);
	return bag;
}

static json_t *suppressions(const struct dl_finding *f)
{
	json_t *array = dl_json_array(), *object;

	if (!f->suppression)
		return array;
	object = dl_json_object();
	dl_json_set_text(object, "kind", dl_suppression_name(f->suppression));
	dl_json_set_text(object, "status", "accepted");
	dl_json_set_text(object, "justification", f->justification);
	dl_json_add(array, object);
	return array;
}

json_t *dl_sarif_result(struct dl_sarif *s, const struct dl_finding *f)
{
	const struct dl_rule_info *info = dl_emit_info(s->in, f->rule);
	size_t related = f->related_count < MAX_RELATED ? f->related_count : MAX_RELATED;
	json_t *object = dl_json_object(), *locations = dl_json_array();

	dl_json_set(object, "ruleId", dl_json_text(f->rule));
	if (info)
		dl_json_set(object, "ruleIndex", json_integer(info - s->in->infos));
	dl_json_set_text(object, "level", dl_level_name(dl_emit_level(s->in, f)));
	dl_json_set(object, "message", message(s->in, f, related));
	dl_json_add(locations, main_location(s, f));
	dl_json_set(object, "locations", locations);
	dl_json_set(object, "partialFingerprints", fingerprints(s, f));
	if (f->step_count)
		dl_json_set(object, "codeFlows", code_flows(s, f));
	if (related)
		dl_json_set(object, "relatedLocations", related_locations(s, f, related));
	if (f->fix)
		dl_json_set(object, "fixes", dl_sarif_fixes(s, f->fix));
	if (s->some_suppressed)
		dl_json_set(object, "suppressions", suppressions(f));
	dl_json_set_number(object, "rank", f->rank);
	dl_json_set(object, "properties", properties(f));
	return object;
}
