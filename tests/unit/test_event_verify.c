/* SPDX-License-Identifier: Apache-2.0 */
/* Stories that cannot be true: steps that do not follow each other, a step that denies the claim. */
#include "harness.h"

#include "checks/event/internal.h"
#include "ir/parse.h"

static const char text[] =
	"unit \"t.c\"\n"
	"func f(p: *void) -> s32 {\n"
	"	local h: s32\n"
	"	h = call make(p)\n"
	"	br h ? yes : no\n"
	"yes:	call used(h)\n"
	"	return 1\n"
	"no:	call other(h)\n"
	"	return 0\n"
	"}\n";

static struct dl_unit *unit;
static const struct dl_func *f;
static struct dl_object object;
static struct dl_event ev;

/* The call of @name in f, and its block. */
static const struct dl_instr *call_of(const char *name, uint32_t *block)
{
	for (uint32_t b = 0; b < f->block_count; b++)
		for (uint32_t i = 0; i < f->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &f->blocks[b].instrs[i];

			if (in->op == DL_OP_CALL && !strcmp(in->callee, name)) {
				*block = b;
				return in;
			}
		}
	return NULL;
}

static struct dl_story step(enum dl_story_kind kind, const char *call, bool flag)
{
	struct dl_story s = { .kind = kind, .func = f, .flag = flag };

	if (call)
		s.call = call_of(call, &s.block);
	s.loc.line = s.call ? 10 + s.block : 1;
	return s;
}

static void begin(void)
{
	struct dl_error err = { 0 };

	CU_ASSERT_EQUAL_FATAL(dl_ir_parse(&unit, text, &err), DL_OK);
	f = &unit->funcs[0];
	object = (struct dl_object){ .state = DL_OBJ_UNCHECKED };
	ev = (struct dl_event){ .kind = DL_EV_USE, .object = &object, .explored = f };
}

static const char *trouble(struct dl_story a, struct dl_story b, struct dl_story c)
{
	const struct dl_story *nodes[] = { &c, &b, &a };	/* the last one first */

	return dl_story_trouble(&ev, nodes, 3);
}

static void test_order(void)
{
	begin();
	CU_ASSERT_PTR_NULL(trouble(step(DL_STORY_MAKE, "make", false), step(DL_STORY_BRANCH, NULL, true),
				   step(DL_STORY_USE, "used", false)));
	CU_ASSERT_PTR_NULL(trouble(step(DL_STORY_MAKE, "make", false), step(DL_STORY_BRANCH, NULL, false),
				   step(DL_STORY_USE, "other", false)));
	/* the other side of the branch */
	CU_ASSERT_PTR_NOT_NULL(trouble(step(DL_STORY_MAKE, "make", false),
				       step(DL_STORY_BRANCH, NULL, false),
				       step(DL_STORY_USE, "used", false)));
	/* backwards */
	CU_ASSERT_PTR_NOT_NULL(trouble(step(DL_STORY_USE, "used", false),
				       step(DL_STORY_BRANCH, NULL, true),
				       step(DL_STORY_MAKE, "make", false)));
	dl_unit_free(unit);
}

static void test_claims(void)
{
	struct dl_story made, tested;

	begin();
	made = step(DL_STORY_MAKE, "make", false);
	tested = step(DL_STORY_CHECK, NULL, false);
	/* "no test", and there it is */
	CU_ASSERT_PTR_NOT_NULL(trouble(made, tested, step(DL_STORY_USE, "used", false)));
	object.state = DL_OBJ_FAILED;
	tested.flag = true;
	CU_ASSERT_PTR_NULL(trouble(made, tested, step(DL_STORY_USE, "used", false)));
	/* what is left behind was released */
	ev.kind = DL_EV_LEAK;
	CU_ASSERT_PTR_NOT_NULL(trouble(made, step(DL_STORY_BRANCH, NULL, true),
				       step(DL_STORY_RELEASE, "used", false)));
	/* nothing is known of a way without steps, or without an object */
	CU_ASSERT_PTR_NULL(dl_story_trouble(&ev, NULL, 0));
	ev.object = NULL;
	CU_ASSERT_PTR_NULL(trouble(made, tested, step(DL_STORY_USE, "used", false)));
	dl_unit_free(unit);
}

DL_TEST_MAIN("event_verify", DL_TEST(test_order), DL_TEST(test_claims))
