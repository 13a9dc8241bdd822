/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shape of functions: order, loops and reachability of all graphs of three blocks and of many
 * larger ones, compared with what their definitions say; what loops do to variables, on texts.
 */
#include "ir_fixture.h"
#include "property.h"

#include "engine/program/cfg.h"

#define MAX_BLOCKS 9
#define NONE	   UINT32_MAX

struct graph {
	struct dl_func func;
	struct dl_block blocks[MAX_BLOCKS];
	uint32_t targets[MAX_BLOCKS][2];
	bool edge[MAX_BLOCKS][MAX_BLOCKS];
};

static void graph_init(struct graph *g, uint32_t n)
{
	*g = (struct graph){.func = {.name = "f", .block_count = n}};
	g->func.blocks = g->blocks;
}

/* Block @b goes to @count blocks. */
static void graph_set(struct graph *g, uint32_t b, uint32_t count, uint32_t first, uint32_t second)
{
	struct dl_term *term = &g->blocks[b].term;

	g->targets[b][0] = first;
	g->targets[b][1] = second;
	term->kind = count == 0 ? DL_TERM_RETURN : count == 1 ? DL_TERM_JUMP : DL_TERM_BRANCH;
	term->target_count = count;
	term->targets = g->targets[b];
	for (uint32_t i = 0; i < count; i++)
		g->edge[b][g->targets[b][i]] = true;
}

/* Warshall: paths whose inner blocks are not @avoid, over at least one edge. */
static void close_paths(const struct graph *g, uint32_t avoid, bool path[MAX_BLOCKS][MAX_BLOCKS])
{
	uint32_t n = g->func.block_count;

	memcpy(path, g->edge, sizeof(g->edge));
	for (uint32_t k = 0; k < n; k++)
		for (uint32_t i = 0; k != avoid && i < n; i++)
			for (uint32_t j = 0; j < n; j++)
				path[i][j] |= path[i][k] && path[k][j];
}

static const char *graph_text(const struct graph *g)
{
	static char buf[400];
	size_t len = 0;

	for (uint32_t b = 0; b < g->func.block_count; b++) {
		len += (size_t)snprintf(buf + len, sizeof(buf) - len, "%u:", b);
		for (uint32_t i = 0; i < g->blocks[b].term.target_count; i++)
			len += (size_t)snprintf(buf + len, sizeof(buf) - len, " %u",
						g->targets[b][i]);
		len += (size_t)snprintf(buf + len, sizeof(buf) - len, "; ");
	}
	return buf;
}

static void check_reaches(struct property *p, const struct graph *g)
{
	uint32_t n = g->func.block_count;
	bool path[MAX_BLOCKS][MAX_BLOCKS];

	for (uint32_t k = 0; k <= n; k++) {
		uint32_t avoid = k < n ? k : NONE;

		close_paths(g, avoid, path);
		for (uint32_t i = 0; i < n; i++)
			for (uint32_t j = 0; j < n; j++)
				PROPERTY(p,
					 dl_cfg_reaches(&g->func, i, j, avoid) ==
						 (i == j || path[i][j]),
					 "%s from %u to %u without %u", graph_text(g), i, j, k);
	}
}

/* Every reachable block once, the entry first; an edge that goes back closes a loop. */
static void check_order(struct property *p, const struct graph *g, const struct dl_cfg *cfg)
{
	uint32_t n = g->func.block_count, reachable = 0;
	bool path[MAX_BLOCKS][MAX_BLOCKS];

	close_paths(g, NONE, path);
	for (uint32_t b = 0; b < n; b++) {
		bool is_reachable = b == 0 || path[0][b];

		PROPERTY(p, (cfg->position[b] != NONE) == is_reachable, "%s block %u",
			 graph_text(g), b);
		if (!is_reachable)
			continue;
		reachable++;
		PROPERTY(p, cfg->position[b] < n && cfg->order[cfg->position[b]] == b,
			 "%s place of %u", graph_text(g), b);
	}
	PROPERTY(p, cfg->order[0] == 0, "%s entry", graph_text(g));
	for (uint32_t b = 0; b < n; b++)
		PROPERTY(p, cfg->position[b] == NONE || cfg->position[b] < reachable,
			 "%s gap at %u", graph_text(g), b);
}

/* The blocks of a loop, by definition: its head reaches them, and they its tail without the head.
 */
static void check_loops(struct property *p, const struct graph *g, const struct dl_cfg *cfg)
{
	uint32_t n = g->func.block_count;
	bool all[MAX_BLOCKS][MAX_BLOCKS], inner[MAX_BLOCKS][MAX_BLOCKS];
	bool is_head[MAX_BLOCKS] = {false};

	close_paths(g, NONE, all);
	for (uint32_t from = 0; from < n; from++) {
		for (uint32_t to = 0; to < n; to++) {
			bool goes_back = g->edge[from][to] && cfg->position[from] != NONE &&
					 cfg->position[to] <= cfg->position[from];

			is_head[to] |= goes_back;
			if (!g->edge[from][to] || cfg->position[from] == NONE)
				continue;
			PROPERTY(p, (dl_cfg_back_edge(cfg, from, to) >= 0) == goes_back,
				 "%s edge %u %u", graph_text(g), from, to);
			/* what goes back has been there: the head reaches it */
			PROPERTY(p, !goes_back || from == to || all[to][from],
				 "%s edge %u %u is no cycle", graph_text(g), from, to);
		}
	}
	for (uint32_t b = 0; b < n; b++)
		PROPERTY(p, dl_cfg_is_head(cfg, b) == is_head[b], "%s head %u", graph_text(g), b);
	for (uint32_t l = 0; l < cfg->loop_count; l++) {
		uint32_t head = cfg->loops[l].head;

		close_paths(g, head, inner);
		for (uint32_t b = 0; b < n; b++) {
			bool member = b == head;

			for (uint32_t tail = 0; tail < n; tail++) {
				if (!g->edge[tail][head] || cfg->position[tail] == NONE ||
				    cfg->position[tail] < cfg->position[head])
					continue;
				member |= b != head && cfg->position[b] != NONE && all[head][b] &&
					  (b == tail || inner[b][tail]) && tail != head;
			}
			PROPERTY(p, dl_loop_has(&cfg->loops[l], b) == member,
				 "%s loop of %u has %u", graph_text(g), head, b);
		}
	}
}

static void check_graph(struct property *p, const struct graph *g, struct dl_arena *arena)
{
	const struct dl_cfg *cfg = dl_cfg_build(&g->func, arena);

	check_reaches(p, g);
	check_order(p, g, cfg);
	check_loops(p, g, cfg);
	dl_arena_reset(arena);
}

static void test_all_small_graphs(void)
{
	struct dl_arena *arena = dl_arena_new();
	struct property p = {0};

	for (uint32_t n = 1; n <= 3; n++) {
		uint32_t choices = 1 + n + n * n, graphs = 1;

		for (uint32_t b = 0; b < n; b++)
			graphs *= choices;
		for (uint32_t which = 0; which < graphs; which++) {
			uint32_t rest = which;
			struct graph g;

			graph_init(&g, n);
			for (uint32_t b = 0; b < n; b++, rest /= choices) {
				uint32_t c = rest % choices;

				if (c == 0)
					graph_set(&g, b, 0, 0, 0);
				else if (c <= n)
					graph_set(&g, b, 1, c - 1, 0);
				else
					graph_set(&g, b, 2, (c - 1 - n) / n, (c - 1 - n) % n);
			}
			check_graph(&p, &g, arena);
		}
	}
	property_end(&p, 100000);
	dl_arena_free(arena);
}

static void test_larger_graphs(void)
{
	struct dl_arena *arena = dl_arena_new();
	struct property p = {0};
	uint64_t seed = 3;

	for (int round = 0; round < 1500; round++) {
		uint32_t n = 4 + (uint32_t)property_random(&seed, MAX_BLOCKS - 3);
		struct graph g;

		graph_init(&g, n);
		for (uint32_t b = 0; b < n; b++) {
			uint32_t count = (uint32_t)property_random(&seed, 8);

			graph_set(&g, b,
				  count == 0  ? 0
				  : count < 3 ? 1
					      : 2,
				  (uint32_t)property_random(&seed, n),
				  (uint32_t)property_random(&seed, n));
		}
		check_graph(&p, &g, arena);
	}
	property_end(&p, 500000);
	dl_arena_free(arena);
}

/* More loops than are kept: the others are none, and nothing else goes wrong. */
static void test_too_many_loops(void)
{
	enum { BLOCKS = DL_MAX_LOOPS + 20 };
	static struct dl_block blocks[BLOCKS];
	static uint32_t targets[BLOCKS][2];
	struct dl_func func = {.name = "f", .block_count = BLOCKS, .blocks = blocks};
	struct dl_arena *arena = dl_arena_new();
	const struct dl_cfg *cfg;
	uint32_t heads = 0;

	for (uint32_t b = 0; b < BLOCKS; b++) {
		targets[b][0] = b;
		targets[b][1] = b + 1;
		blocks[b].term = (struct dl_term){.kind = DL_TERM_BRANCH,
						  .target_count = b + 1 < BLOCKS ? 2 : 1,
						  .targets = targets[b]};
	}
	cfg = dl_cfg_build(&func, arena);
	CU_ASSERT_EQUAL(cfg->loop_count, DL_MAX_LOOPS);
	for (uint32_t b = 0; b < BLOCKS; b++) {
		CU_ASSERT_EQUAL(cfg->position[b], b);
		heads += dl_cfg_is_head(cfg, b);
	}
	CU_ASSERT_EQUAL(heads, DL_MAX_LOOPS);
	dl_arena_free(arena);
}

/* ---- what loops do to variables ---- */

static uint32_t var_named(const struct dl_func *func, const char *name)
{
	for (uint32_t v = 0; v < func->var_count; v++)
		if (strcmp(func->vars[v].name, name) == 0)
			return v;
	CU_FAIL_FATAL("no such variable");
	return 0;
}

/* A loop with @body in it: whether it changes v, and how it counts it. */
static void expect_loop(const char *body, bool changes, int counts)
{
	char text[600];
	struct dl_arena *arena = dl_arena_new();
	const struct dl_cfg *cfg;
	struct dl_unit *unit;
	uint32_t v;

	snprintf(text, sizeof(text),
		 "record struct s size 8 { f: s32 @0 }\n"
		 "func f(p: *struct s, q: *s32, n: s32) {\n\tlocal v: s32\n\tlocal r: struct "
		 "s\n\tlocal t: [4]s32\n"
		 "\tv = 0\n\tgoto head\n"
		 "head:\tbr v < n ? body : done\n"
		 "body:\t%s\n\tgoto head\n"
		 "done:\tv = v - 7\n}\n",
		 body);
	unit = parsed(text);
	cfg = dl_cfg_build(&unit->funcs[0], arena);
	CU_ASSERT_EQUAL_FATAL(cfg->loop_count, 1);
	v = var_named(&unit->funcs[0], "v");
	if (dl_loop_changes(&cfg->loops[0], v) != changes ||
	    dl_loop_counts(&cfg->loops[0], v) != counts)
		fprintf(stderr, "\n    %s: %d, %d\n", body, dl_loop_changes(&cfg->loops[0], v),
			dl_loop_counts(&cfg->loops[0], v));
	CU_ASSERT_EQUAL(dl_loop_changes(&cfg->loops[0], v), changes);
	CU_ASSERT_EQUAL(dl_loop_counts(&cfg->loops[0], v), counts);
	CU_ASSERT_FALSE(dl_loop_changes(&cfg->loops[0], var_named(&unit->funcs[0], "n")));
	dl_unit_free(unit);
	dl_arena_free(arena);
}

static void test_counted_variables(void)
{
	expect_loop("call g()", false, 0);
	expect_loop("v = v + 1", true, 1);
	expect_loop("v = v + 4; v = v + 1", true, 1);
	expect_loop("v = v - 1", true, -1);
	expect_loop("v = v + -2", true, -1);
	expect_loop("v = v - -2", true, 1);
	expect_loop("v = v - 1; v = v - 3", true, -1);
	expect_loop("v = v + 1; v = v - 1", true, 0);
	expect_loop("v = v + 0", true, 0);
	expect_loop("v = v + n", true, 0);
	expect_loop("v = n + 1", true, 0);
	expect_loop("v = v * 2", true, 0);
	expect_loop("v = 1", true, 0);
	expect_loop("v = p->f", true, 0);
	expect_loop("v = p->f + 1", true, 0);
	expect_loop("v = r.f + 1", true, 0);
	expect_loop("v = v + 1; v = 0", true, 0);
	expect_loop("v = call g()", true, 0);
	expect_loop("decl v", true, 0);
	expect_loop("zero v", true, 0);
	expect_loop("%1 = load v; %2 = %1 + 1; %3 = cast %2 : u8; store v = %3", true, 1);
	expect_loop("%1 = load v; %2 = cast %1 : u8; %3 = %2 + 1; store v = %3", true, 1);
	/* the smallest number has no negative */
	expect_loop("%1 = load v; %2 = %1 - -9223372036854775808; store v = %2", true, 0);
}

/* Through a pointer another place is written; a part of a variable is the variable. */
static void test_changed_places(void)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_unit *unit =
		parsed("record struct s size 8 { f: s32 @0 }\n"
		       "func f(p: *struct s, n: s32) {\n\tlocal r: struct s\n\tlocal t: "
		       "[4]s32\n\tlocal z: struct s\n"
		       "\tgoto head\n"
		       "head:\tbr n ? body : done\n"
		       "body:\tp->f = 1\n\tr.f = 2\n\tt[n] = 3\n\tzero z\n\tgoto head\n"
		       "done:\treturn\n}\n");
	const struct dl_func *func = &unit->funcs[0];
	const struct dl_loop *loop = &dl_cfg_build(func, arena)->loops[0];

	CU_ASSERT_FALSE(dl_loop_changes(loop, var_named(func, "p")));
	CU_ASSERT_FALSE(dl_loop_changes(loop, var_named(func, "n")));
	CU_ASSERT(dl_loop_changes(loop, var_named(func, "r")));
	CU_ASSERT(dl_loop_changes(loop, var_named(func, "t")));
	CU_ASSERT(dl_loop_changes(loop, var_named(func, "z")));
	CU_ASSERT_EQUAL(dl_loop_counts(loop, var_named(func, "r")), 0);
	dl_unit_free(unit);
	dl_arena_free(arena);
}

/* Temporaries: which block makes them, and whether another one uses them. */
static void test_temporaries(void)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_unit *unit =
		parsed("func f(p: *s32, n: s32) -> s32 {\n"
		       "b0:\t%0 = load p\n\t%1 = load n\n\t%2 = %1 + 1\n\t%3 = load n\n"
		       "\t%4 = load n\n\tbr %2 ? b1 : b2\n"
		       "b1:\t%5 = load n\n\tcall g(%1, %5)\n\tgoto b3\n"
		       "b2:\t%6 = load %0[%3]\n\treturn %6\n"
		       "b3:\treturn %4\n}\n");
	static const bool crosses[] = {true, true, false, true, true, false, false};
	const struct dl_cfg *cfg = dl_cfg_build(&unit->funcs[0], arena);

	for (uint32_t t = 0; t < sizeof(crosses) / sizeof(crosses[0]); t++)
		CU_ASSERT_EQUAL(cfg->temp_crosses[t], crosses[t]);
	CU_ASSERT_EQUAL(cfg->first_temp[0], 0);
	CU_ASSERT_EQUAL(cfg->temp_count[0], 5);
	CU_ASSERT_EQUAL(cfg->first_temp[1], 5);
	CU_ASSERT_EQUAL(cfg->temp_count[1], 1);
	CU_ASSERT_EQUAL(cfg->first_temp[2], 6);
	CU_ASSERT_EQUAL(cfg->temp_count[2], 1);
	CU_ASSERT_EQUAL(cfg->temp_count[3], 0);
	dl_unit_free(unit);
	dl_arena_free(arena);
}

DL_TEST_MAIN("engine_cfg", DL_TEST(test_all_small_graphs), DL_TEST(test_larger_graphs),
	     DL_TEST(test_too_many_loops), DL_TEST(test_counted_variables),
	     DL_TEST(test_changed_places), DL_TEST(test_temporaries))
