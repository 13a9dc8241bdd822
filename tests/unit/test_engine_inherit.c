/* SPDX-License-Identifier: Apache-2.0 */
/* What functions do through their callees, of random call graphs: as much as what they reach, and
 * no more. */
#include "property.h"

#include "engine/program/prescan.h"
#include "engine/program/program.h"

#define FUNCTIONS 8
#define KEYS	  5
#define FLAGS	  5

struct graph {
	bool calls[FUNCTIONS][FUNCTIONS];
	bool releases[FUNCTIONS][KEYS];
	bool flags[FUNCTIONS][FLAGS];
	struct dl_func funcs[FUNCTIONS];
	struct dl_func_info infos[FUNCTIONS];
	struct dl_unit unit;
	struct dl_analysis an;
};

static bool *flag_of(struct dl_func_info *info, uint32_t i)
{
	bool *const flags[FLAGS] = {&info->may_make, &info->is_async, &info->may_refresh,
				    &info->may_submit, &info->may_wait};

	return flags[i];
}

static void graph_begin(struct graph *g, uint64_t *seed)
{
	memset(g, 0, sizeof(*g));
	g->unit = (struct dl_unit){.func_count = FUNCTIONS, .funcs = g->funcs};
	g->an.arena = dl_arena_new();
	g->an.unit = &g->unit;
	g->an.funcs = g->infos;
	for (uint32_t f = 0; f < FUNCTIONS; f++) {
		struct dl_func_info *info = &g->infos[f];

		info->func = &g->funcs[f];
		info->first_callee = (uint32_t)g->an.callees.len;
		for (uint32_t c = 0; c < FUNCTIONS; c++) {
			g->calls[f][c] = property_random(seed, 6) == 0;
			if (!g->calls[f][c])
				continue;
			dl_vec_push(&g->an.callees, &g->infos[c]);
			info->callee_count++;
		}
		for (uint32_t k = 0; k < KEYS; k++) {
			g->releases[f][k] = property_random(seed, 8) == 0;
			if (g->releases[f][k])
				dl_map_put(&info->own_releases, k + 1, info);
		}
		for (uint32_t i = 0; i < FLAGS; i++)
			g->flags[f][i] = *flag_of(info, i) = property_random(seed, 8) == 0;
	}
}

static void graph_end(struct graph *g)
{
	dl_arena_free(g->an.arena);
	for (uint32_t f = 0; f < FUNCTIONS; f++) {
		dl_map_free(&g->infos[f].own_releases);
		dl_map_free(&g->infos[f].releases);
	}
	dl_map_free(&g->an.released_fields);
	dl_map_free(&g->an.refreshed_fields);
	dl_vec_free(&g->an.callees);
}

static void test_closure(void)
{
	struct property p = {0};
	uint64_t seed = 71;
	struct graph g;

	for (int round = 0; round < 400; round++) {
		bool path[FUNCTIONS][FUNCTIONS];

		graph_begin(&g, &seed);
		memcpy(path, g.calls, sizeof(path));
		for (uint32_t k = 0; k < FUNCTIONS; k++)
			for (uint32_t i = 0; i < FUNCTIONS; i++)
				for (uint32_t j = 0; j < FUNCTIONS; j++)
					path[i][j] |= path[i][k] && path[k][j];
		dl_inherit(&g.an);
		for (uint32_t f = 0; f < FUNCTIONS; f++) {
			for (uint32_t k = 0; k < KEYS; k++) {
				bool may = g.releases[f][k];

				for (uint32_t c = 0; c < FUNCTIONS; c++)
					may |= path[f][c] && g.releases[c][k];
				PROPERTY(&p, dl_map_has(&g.infos[f].releases, k + 1) == may,
					 "%u releases %u", f, k);
				PROPERTY(&p,
					 dl_map_has(&g.infos[f].own_releases, k + 1) ==
						 g.releases[f][k],
					 "%u itself releases %u", f, k);
			}
			for (uint32_t i = 0; i < FLAGS; i++) {
				bool may = g.flags[f][i];

				for (uint32_t c = 0; c < FUNCTIONS; c++)
					may |= path[f][c] && g.flags[c][i];
				PROPERTY(&p, *flag_of(&g.infos[f], i) == may, "flag %u of %u", i,
					 f);
			}
		}
		graph_end(&g);
	}
	property_end(&p, 40000);
}

/* What another function releases itself, or a sync is given anywhere. */
static void test_elsewhere(void)
{
	struct property p = {0};
	uint64_t seed = 73;
	struct graph g;

	for (int round = 0; round < 200; round++) {
		bool synced[KEYS];

		graph_begin(&g, &seed);
		for (uint32_t k = 0; k < KEYS; k++) {
			synced[k] = property_random(&seed, 6) == 0;
			if (synced[k])
				dl_map_put(&g.an.refreshed_fields, k + 1, &g);
		}
		dl_inherit(&g.an);
		for (uint32_t f = 0; f < FUNCTIONS; f++) {
			for (uint32_t k = 0; k < KEYS; k++) {
				bool elsewhere = synced[k];

				for (uint32_t c = 0; c < FUNCTIONS; c++)
					elsewhere |= c != f && g.releases[c][k];
				PROPERTY(&p,
					 dl_releases_elsewhere(&g.an, &g.infos[f], k + 1) ==
						 elsewhere,
					 "%u without %u", k, f);
			}
		}
		graph_end(&g);
	}
	property_end(&p, 8000);
}

DL_TEST_MAIN("engine_inherit", DL_TEST(test_closure), DL_TEST(test_elsewhere))
