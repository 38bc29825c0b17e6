#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CLastResort.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// Written in turn, so that a trap on another thread finds a whole line.
static char lines[2][2 * PATH_MAX];
static atomic_int current;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void last_resort_name(const char *what, const char *mend) {
  pthread_mutex_lock(&mutex);
  int next = 1 - atomic_load(&current);
  snprintf(lines[next], sizeof lines[next], "error: %s: out of memory; %s\n", what, mend);
  atomic_store(&current, next);
  pthread_mutex_unlock(&mutex);
}

void last_resort_out_of_memory(void) {
  const char *line = lines[atomic_load(&current)];
  if (!*line) line = "error: out of memory; free some of it, or work on less at once\n";
  // Whoever holds the lock may never give it back.
  if (ftrylockfile(stdout) == 0) fflush(stdout);
  size_t rest = strlen(line);
  while (rest > 0) {
    ssize_t count = write(STDERR_FILENO, line, rest);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    line += count;
    rest -= (size_t)count;
  }
  _exit(1);
}

static const int traps[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV};
static struct sigaction former[sizeof traps / sizeof *traps];

// The Swift runtime and C++ trap right after the allocation that failed, whose errno is still there.
static void trapped(int number) {
  if (errno == ENOMEM) last_resort_out_of_memory();
  // The trap comes again, and meets who was there before.
  for (size_t index = 0; index < sizeof traps / sizeof *traps; ++index)
    if (traps[index] == number) sigaction(number, &former[index], NULL);
  if (number == SIGABRT || number == SIGTRAP) raise(number);
}

void last_resort_watch(void) {
  struct sigaction action = {.sa_handler = trapped};
  sigemptyset(&action.sa_mask);
  for (size_t index = 0; index < sizeof traps / sizeof *traps; ++index)
    sigaction(traps[index], &action, &former[index]);
}
