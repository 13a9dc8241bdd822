/* SPDX-License-Identifier: Apache-2.0 */
/* tool.driver: the tool and its rules (reportingDescriptor). */
#include "emit/sarif.h"

#include "emit/links.h"

#define MAX_TAGS 20 /* GitHub rejects a rule with more */

static json_t *help_uri(const struct dl_rule_info *info)
{
#ifdef DMALINT_HOMEPAGE
	return dl_json_printf("%s/blob/main/rules/%s-%s/rule.md", DMALINT_HOMEPAGE, info->id,
			      info->name);
#else
	(void)info; /* every rule has the same until there is a home page */
	return dl_json_text(DL_INFORMATION_URI);
#endif
}

static json_t *tags(const struct dl_rule_info *info)
{
	json_t *array = dl_json_array();

	if (info->security_severity)
		dl_json_add(array, dl_json_text("security"));
	for (size_t i = 0; i < info->cwe_count && json_array_size(array) < MAX_TAGS; i++)
		dl_json_add(array, dl_json_printf("external/cwe/cwe-%03d", info->cwes[i]));
	for (size_t i = 0; i < info->tag_count && json_array_size(array) < MAX_TAGS; i++)
		dl_json_add(array, dl_json_text(info->tags[i]));
	return array;
}

static json_t *properties(const struct dl_rule_info *info)
{
	json_t *bag = dl_json_object();

	dl_json_set(bag, "tags", tags(info));
	dl_json_set_text(bag, "precision", dl_precision_name(info->precision));
	dl_json_set_text(bag, "problem.severity", info->problem_severity);
	/* A string: GitHub rejects the whole log for a number. */
	dl_json_set_text(bag, "security-severity", info->security_severity);
	dl_json_set_text(bag, "status", dl_rule_status_name(info->status));
	dl_json_set_text(bag, "profile", info->profile);
	return bag;
}

static json_t *rule(const struct dl_rule_info *info)
{
	json_t *object = dl_json_object(), *help, *configuration = dl_json_object(),
	       *messages = dl_json_object();

	dl_json_set_text(object, "id", info->id);
	dl_json_set_text(object, "name", info->pascal_name);
	dl_json_set(object, "shortDescription", dl_sarif_message(info->summary));
	dl_json_set(object, "fullDescription", dl_sarif_message(info->description));
	help = dl_sarif_message(info->help_text);
	dl_json_set_text(help, "markdown", info->help_markdown);
	dl_json_set(object, "help", help);
	dl_json_set(object, "helpUri", help_uri(info));
	dl_json_set_text(configuration, "level", dl_level_name(info->level));
	if (info->profile)
		dl_json_set(configuration, "enabled", json_false());
	dl_json_set(object, "defaultConfiguration", configuration);
	dl_json_set(messages, "default",
		    dl_sarif_message(info->message ? info->message : info->summary));
	dl_json_set(object, "messageStrings", messages);
	dl_json_set(object, "properties", properties(info));
	return object;
}

json_t *dl_sarif_driver(const struct dl_sarif *s)
{
	const char *version = s->in->scan.tool_version;
	json_t *driver = dl_json_object(), *rules = dl_json_array();

	dl_json_set_text(driver, "name", "dmalint");
	dl_json_set(driver, "fullName",
		    dl_json_printf("dmalint %s, static analyzer for the Linux DMA API", version));
	dl_json_set_text(driver, "version", version);
	dl_json_set_text(driver, "semanticVersion", version);
	dl_json_set_text(driver, "informationUri", DL_INFORMATION_URI);
	for (size_t i = 0; i < s->in->info_count; i++)
		dl_json_add(rules, rule(&s->in->infos[i]));
	dl_json_set(driver, "rules", rules);
	return driver;
}
