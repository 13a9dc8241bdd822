/* SPDX-License-Identifier: Apache-2.0 */
/* A scan in a host that is no simple program: threads, other children, signals of its own. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "scan/scan.h"
#include "temp_folder.h"

#define MAX_FD 64

static const char driver[] =
	"#include <linux/dma-mapping.h>\n#include <linux/io.h>\n"
	"struct acme { struct device *dev; void __iomem *regs; };\n"
	"void acme_send(struct acme *acme, void *buf, size_t len)\n{\n"
	"\tdma_addr_t dma = dma_map_single(acme->dev, buf, len, DMA_TO_DEVICE);\n"
	"\twritel(lower_32_bits(dma), acme->regs);\n}\n";

/* A driver with one finding, and a cache. */
struct fixture {
	char folder[256];
	char cache[300];
	const char *paths[1];
	struct dl_scan_options options;
	unsigned int calls; /* of the progress function */
	bool open_before[MAX_FD];
	size_t leaky; /* descriptors of ours that a program started meanwhile would have */
};

static void count_call(void *arg, const struct dl_scan_progress *p)
{
	struct fixture *f = arg;

	CU_ASSERT(p->phase != NULL && p->parsed <= p->files && p->done <= p->files);
	f->calls++;
	for (int fd = 0; fd < MAX_FD; fd++) {
		int flags = fcntl(fd, F_GETFD);

		f->leaky += flags >= 0 && !f->open_before[fd] && !(flags & FD_CLOEXEC);
	}
}

static void make(struct fixture *f)
{
	char path[300];
	FILE *file;

	memset(f, 0, sizeof(*f));
	temp_folder(f->folder, sizeof(f->folder), "dl-host-XXXXXX");
	snprintf(f->cache, sizeof(f->cache), "%s/cache", f->folder);
	snprintf(path, sizeof(path), "%s/driver.c", f->folder);
	file = fopen(path, "w");
	if (!file || fputs(driver, file) < 0 || fclose(file))
		abort();
	f->paths[0] = f->folder;
	f->options = (struct dl_scan_options){
		.source = {.paths = f->paths, .path_count = 1, .cache_dir = f->cache},
		.timeout = 60,
		.progress = count_call,
		.progress_arg = f,
	};
	for (int fd = 0; fd < MAX_FD; fd++)
		f->open_before[fd] = fcntl(fd, F_GETFD) >= 0;
}

static void drop(struct fixture *f)
{
	char command[2000];

	snprintf(command, sizeof(command), "rm -rf '%s'", f->folder);
	if (system(command))
		abort();
}

static void expect_finding(struct fixture *f)
{
	struct dl_scan *scan;
	struct dl_error err = {0};

	CU_ASSERT_EQUAL(dl_scan_open(&scan, &f->options, -1, &err), DL_OK);
	CU_ASSERT_EQUAL(dl_scan_run(scan, -1, &err), DL_OK);
	CU_ASSERT_STRING_EQUAL(err.message, "");
	CU_ASSERT_EQUAL(dl_scan_file_count(scan), 1);
	CU_ASSERT_EQUAL(dl_scan_findings(scan)->len, 1);
	dl_scan_free(scan);
}

static size_t open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t count = 0;

	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

static void test_nothing_stays_behind(void)
{
	struct fixture f;
	size_t before;

	make(&f);
	before = open_descriptors();
	expect_finding(&f);
	expect_finding(&f);
	CU_ASSERT(f.calls > 2);
	CU_ASSERT_EQUAL(f.leaky, 0);
	CU_ASSERT_EQUAL(open_descriptors(), before);
	CU_ASSERT(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
	drop(&f);
}

static atomic_bool stop;

/* Holds the allocator's locks most of the time: a plain fork() of this process soon hangs. */
static void *churn(void *arg)
{
	while (!atomic_load(&stop)) {
		void *blocks[64];

		for (size_t i = 0; i < 64; i++)
			blocks[i] = malloc(64 + i * 4096);
		for (size_t i = 0; i < 64; i++)
			free(blocks[i]);
	}
	return arg;
}

static void test_threads(void)
{
	pthread_t threads[4];
	struct fixture f;

	make(&f);
	atomic_store(&stop, false);
	for (int i = 0; i < 4; i++)
		if (pthread_create(&threads[i], NULL, churn, NULL))
			abort();
	for (int i = 0; i < 3; i++)
		expect_finding(&f);
	atomic_store(&stop, true);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	drop(&f);
}

static void *scan_apart(void *arg)
{
	expect_finding(arg);
	return NULL;
}

/* Each in a thread that ends after it; none knows of the other. */
static void test_two_at_once(void)
{
	struct fixture f[2];
	pthread_t threads[2];

	for (int i = 0; i < 2; i++) {
		make(&f[i]);
		if (pthread_create(&threads[i], NULL, scan_apart, &f[i]))
			abort();
	}
	for (int i = 0; i < 2; i++) {
		pthread_join(threads[i], NULL);
		drop(&f[i]);
	}
}

/* The host's own children and handlers are its own. */
static void test_other_children(void)
{
	struct fixture f;
	int status = -1;
	pid_t child;

	make(&f);
	child = fork();
	if (child == 0)
		_exit(5);
	expect_finding(&f);
	CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
	CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 5);
	signal(SIGCHLD, SIG_IGN);
	expect_finding(&f);
	signal(SIGCHLD, SIG_DFL);
	drop(&f);
}

static void test_cancelled_before_it_begins(void)
{
	struct fixture f;
	struct dl_scan *scan;
	struct dl_error err = {0};
	int fds[2];

	make(&f);
	if (pipe(fds) || write(fds[1], "x", 1) != 1)
		abort();
	CU_ASSERT_EQUAL(dl_scan_open(&scan, &f.options, -1, &err), DL_OK);
	CU_ASSERT_EQUAL(dl_scan_run(scan, fds[0], &err), DL_ERR_CANCELLED);
	CU_ASSERT(dl_scan_was_cancelled(scan));
	CU_ASSERT_EQUAL(dl_scan_exit_status(scan), DL_SCAN_CANCELLED);
	CU_ASSERT_EQUAL(dl_source_file_count(dl_scan_source(scan)), 1);
	CU_ASSERT(!dl_scan_result_at(scan, 0)->done);
	CU_ASSERT(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
	dl_scan_free(scan);
	CU_ASSERT_EQUAL(dl_scan_open(&scan, &f.options, fds[0], &err), DL_ERR_CANCELLED);
	CU_ASSERT_PTR_NULL(scan);
	CU_ASSERT(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
	close(fds[0]);
	close(fds[1]);
	drop(&f);
}

/* Chosen, looked at, and not wanted. */
static void test_not_run(void)
{
	struct fixture f;
	struct dl_scan *scan;

	make(&f);
	CU_ASSERT_EQUAL(dl_scan_open(&scan, &f.options, -1, NULL), DL_OK);
	CU_ASSERT_STRING_EQUAL(dl_scan_file_at(scan, 0)->unit_path, "driver.c");
	dl_scan_free(scan);
	CU_ASSERT(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
	drop(&f);
}

static void expect_trouble(const char *worker, enum dl_status status, const char *words)
{
	struct fixture f;
	struct dl_scan *scan;
	struct dl_error err = {0};

	make(&f);
	f.options.worker = worker;
	CU_ASSERT_EQUAL(dl_scan_open(&scan, &f.options, -1, &err), status);
	CU_ASSERT_PTR_NULL(scan);
	CU_ASSERT(strstr(err.message, worker) != NULL);
	CU_ASSERT(strstr(err.message, words) != NULL);
	CU_ASSERT(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
	drop(&f);
}

static void test_wrong_worker(void)
{
	expect_trouble("/nowhere/dmalint-worker", DL_ERR_NOT_FOUND, "is not there");
	expect_trouble("/etc/passwd", DL_ERR_NOT_FOUND, "cannot be run");
	expect_trouble("/bin/true", DL_ERR_INTERNAL, "ended with status 0");
	expect_trouble("/bin/cat", DL_ERR_INTERNAL, "ended with status 1");
}

static void test_worker_info(void)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_worker_info info;
	struct dl_error err = {0};

	CU_ASSERT_EQUAL(dl_worker_info(&info, arena, NULL, &err), DL_OK);
	CU_ASSERT(strstr(info.parser, "clang") != NULL);
	CU_ASSERT_EQUAL(dl_worker_info(&info, arena, "/bin/true", &err), DL_ERR_INTERNAL);
	CU_ASSERT_EQUAL(dl_worker_info(&info, arena, "/nowhere", &err), DL_ERR_NOT_FOUND);
	dl_arena_free(arena);
}

DL_TEST_MAIN("host of a scan", DL_TEST(test_nothing_stays_behind), DL_TEST(test_threads),
	     DL_TEST(test_two_at_once), DL_TEST(test_other_children),
	     DL_TEST(test_cancelled_before_it_begins), DL_TEST(test_not_run),
	     DL_TEST(test_wrong_worker), DL_TEST(test_worker_info))
