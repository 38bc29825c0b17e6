#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CDelayLoad.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <fcntl.h>
#include <link.h>
#include <sys/stat.h>
#endif

#ifdef __APPLE__
#define ENDING ".dylib"
#else
#define ENDING ".so"
#endif

static _Thread_local char line[2 * PATH_MAX + 512];

__attribute__((format(printf, 1, 2))) static const char *problem(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  return line;
}

// The folder of the program, or of the library or test bundle that this code is linked into; false where it is unknown.
static bool own_folder(char folder[PATH_MAX]) {
  Dl_info info;
  const char *file;
#ifdef __linux__
  struct link_map *map;
  if (!dladdr1((void *)own_folder, &info, (void **)&map, RTLD_DL_LINKMAP)) return false;
  // The program itself has no name there, and argv[0] may be a mere name.
  file = map->l_name[0] ? map->l_name : "/proc/self/exe";
#else
  if (!dladdr((void *)own_folder, &info)) return false;
  file = info.dli_fname;
#endif
  if (!realpath(file, folder)) return false;
  *strrchr(folder, '/') = '\0';
  return true;
}

// Beside the program is where SwiftPM lays the library, ../lib is where an installation may.
static bool find(const delay_load_library *library, char path[PATH_MAX], char first[PATH_MAX]) {
  const char *named = getenv("SWIFT_GAN_LIBRARIES");
  char folder[PATH_MAX];
  if (named && *named) {
    snprintf(path, PATH_MAX, "%s/lib%s" ENDING, named, library->name);
    snprintf(first, PATH_MAX, "%s", path);
    return access(path, F_OK) == 0;
  }
  if (!own_folder(folder)) snprintf(folder, sizeof folder, ".");
  const char *const places[] = {"", "/../lib"};
  for (size_t index = 0; index < sizeof places / sizeof *places; ++index) {
    int length = snprintf(path, PATH_MAX, "%s%s/lib%s" ENDING, folder, places[index], library->name);
    if (length >= PATH_MAX) continue;
    if (index == 0) strcpy(first, path);
    if (access(path, F_OK) == 0) return true;
  }
  return false;
}

// Whether a file is as long as it says. The dynamic linker does not ask, and a copy that was cut short ends the program
// with a signal.
static bool is_whole(const char *path) {
#ifdef __linux__
  ElfW(Ehdr) header;
  struct stat status;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return true; // the linker says why
  ssize_t count = pread(file, &header, sizeof header, 0);
  bool known = count == (ssize_t)sizeof header && memcmp(header.e_ident, ELFMAG, SELFMAG) == 0;
  known = known && fstat(file, &status) == 0;
  close(file);
  // The table of sections is the last thing in the file.
  return !known || header.e_shoff + (ElfW(Off))header.e_shnum * header.e_shentsize <= (ElfW(Off))status.st_size;
#else
  (void)path;
  return true;
#endif
}

// Leads the trampolines into the library, unless it has not just the functions that they are for.
static const char *fill(const delay_load_library *library, const char *path, const delay_load_export *table) {
  for (int index = 0; index <= library->count; ++index) {
    const char *expected = index < library->count ? library->prototypes[index] : NULL, *found = table[index].prototype;
    if (expected && found ? strcmp(expected, found) != 0 : expected != found)
      return problem(
          "%s belongs to another build: it has '%s' where '%s' is called; copy program and libraries together, or "
          "build again with 'swift build'",
          path, found ? found : "nothing", expected ? expected : "nothing");
  }
  for (int index = 0; index < library->count; ++index)
    atomic_store_explicit((_Atomic(void *) *)&library->slots[index], table[index].function, memory_order_release);
  return NULL;
}

static const char *load(const delay_load_library *library) {
  char path[PATH_MAX], first[PATH_MAX] = "", symbol[256];
  if (!find(library, path, first))
    return problem(
        "%s is missing; copy it there from where the program was built, build again with 'swift build', or name its "
        "folder in SWIFT_GAN_LIBRARIES",
        first);
  if (!is_whole(path)) return problem("%s is cut short; copy it again, or build again with 'swift build'", path);
  // Lazily, as at a program's start: binding all of libtorch's functions at once takes longer.
  void *handle = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
  if (!handle) return problem("%s does not load (%s); %s", path, dlerror(), library->remedy);
  snprintf(symbol, sizeof symbol, "%sFunctions", library->name);
  const delay_load_export *table = dlsym(handle, symbol);
  if (!table) return problem("%s is not a library of this program; build again with 'swift build'", path);
  return fill(library, path, table);
}

const char *delay_load(const delay_load_library *library) {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&mutex);
  const char *result = load(library);
  pthread_mutex_unlock(&mutex);
  return result;
}

void delay_load_or_exit(const delay_load_library *library) {
  const char *result = delay_load(library);
  if (!result) return;
  fflush(stdout);
  fprintf(stderr, "error: %s\n", result);
  // Not exit(): its handlers may call what could not be loaded, or wait for a thread that is here too.
  _exit(1);
}
