/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a target without libFuzzer: every seed, then for some seconds seeds that were changed. As libFuzzer has
 * it: TARGET [-max_total_time=SECONDS] FOLDER. The input at hand is in the file fuzz-NAME.input, which is left
 * when the target ends early.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <time.h>

#include "fuzz.h"

#define INPUT_MAX 65536
#define MAX_SEEDS 256
#define AT_ONCE	  64 /* inputs between two looks at the clock */

struct seed {
	uint8_t *data;
	size_t size;
};

static struct seed seeds[MAX_SEEDS];
static size_t seed_count;
static uint64_t state = 0x9e3779b97f4a7c15u; /* the same in every run */

static size_t below(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return n ? (size_t)(state % n) : 0;
}

static bool read_seed(const char *folder, const char *name)
{
	char path[4096];
	struct seed *s = &seeds[seed_count];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = name[0] != '.' && seed_count < MAX_SEEDS ? fopen(path, "rb") : NULL;
	if (!file)
		return false;
	s->data = malloc(INPUT_MAX);
	s->size = s->data ? fread(s->data, 1, INPUT_MAX, file) : 0;
	fclose(file);
	seed_count++;
	return true;
}

static bool read_seeds(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL)
		read_seed(folder, entry->d_name);
	if (dir)
		closedir(dir);
	return seed_count > 0;
}

/* Make room for @n bytes at @at, or less where the input would grow too long. */
static size_t insert(uint8_t *data, size_t *size, size_t at, size_t n)
{
	n = n < INPUT_MAX - *size ? n : INPUT_MAX - *size;
	memmove(data + at + n, data + at, *size - at);
	*size += n;
	return n;
}

static void change(uint8_t *data, size_t *size)
{
	const struct seed *other = &seeds[below(seed_count)];
	size_t at = below(*size + 1), n, from;

	switch (below(6)) {
	case 0: /* a byte */
		if (at < *size)
			data[at] = (uint8_t)below(256);
		break;
	case 1: /* a bit */
		if (at < *size)
			data[at] ^= (uint8_t)(1 << below(8));
		break;
	case 2: /* a part goes */
		n = below(below(64) + 1);
		n = n < *size - at ? n : *size - at;
		memmove(data + at, data + at + n, *size - at - n);
		*size -= n;
		break;
	case 3: /* a part of another seed comes */
		from = below(other->size + 1);
		n = insert(data, size, at, below(other->size - from + 1));
		memcpy(data + at, other->data + from, n);
		break;
	case 4: /* a part comes again */
		from = at;
		n = insert(data, size, at, below(*size - at + 1));
		memmove(data + from, data + from + n, n);
		break;
	default: /* what limits are made of */
		n = insert(data, size, at, below(40));
		memset(data + at, "(({[\"\\9$!-\n\t \0\377"[below(16)], n);
		break;
	}
}

static void run_changed(uint8_t *input, time_t seconds)
{
	struct timespec begin, now;
	size_t runs = 0;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	do {
		for (int i = 0; i < AT_ONCE; i++, runs++) {
			const struct seed *s = &seeds[below(seed_count)];
			size_t size = s->size;

			memcpy(input, s->data, size);
			for (size_t n = below(8) + 1; n; n--)
				change(input, &size);
			LLVMFuzzerTestOneInput(input, size);
		}
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (now.tv_sec - begin.tv_sec < seconds);
	printf("%zu changed inputs\n", runs);
}

int main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
	long seconds = 0;
	char path[256];
	uint8_t *input;
	int fd;

	for (int i = 1; i < argc; i++)
		if (sscanf(argv[i], "-max_total_time=%ld", &seconds) != 1 && !read_seeds(argv[i])) {
			fprintf(stderr, "%s: no seeds in %s\n", name, argv[i]);
			return 2;
		}
	for (size_t i = 0; i < seed_count; i++)
		LLVMFuzzerTestOneInput(seeds[i].data, seeds[i].size);
	snprintf(path, sizeof(path), "%s.input", name);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0 || ftruncate(fd, INPUT_MAX) != 0)
		return 2;
	input = mmap(NULL, INPUT_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (seed_count && seconds && input != MAP_FAILED)
		run_changed(input, seconds);
	close(fd);
	unlink(path);
	return 0;
}
