// Delay-loads a shared library: the functions of a C interface are trampolines, and the first call of any of them loads
// the library that holds their bodies, with all that it needs in turn.
//
// An interface is a list of entries NAME_FUNCTION(result, name, (parameters)). Its target makes of it a trampoline each
// (an assembly file, below) and a row of prototypes each (DELAY_LOAD_PROTOTYPE); the library exports a table of
// prototypes and functions (DELAY_LOAD_EXPORT). Both are compared word by word when the library is loaded, so that a
// library of another build is refused and never called wrongly.
#ifndef CDELAYLOAD_H
#define CDELAYLOAD_H

#ifdef __ASSEMBLER__
#include "CDelayLoadTrampolines.h"
#else

#ifdef __cplusplus
extern "C" {
#endif

typedef struct delay_load_export {
  const char *_Nullable prototype;
  void *_Nullable function;
} delay_load_export;

// A library and the trampolines that lead into it.
typedef struct delay_load_library {
  // Without "lib" and ending. The library exports its table as <name>Functions, ended by a row of NULL.
  const char *_Nonnull name;
  // What to do where what the library itself needs does not load.
  const char *_Nonnull remedy;
  const char *_Nonnull const *_Nonnull prototypes;
  int count;
  // Where each trampoline leads to.
  void *_Nullable *_Nonnull slots;
} delay_load_library;

// Loads the library unless it is loaded. NULL where it is, or one line that says what is wrong and what to do, which
// lasts until the thread's next call.
const char *_Nullable delay_load(const delay_load_library *_Nonnull library);

// The same for the trampolines, which have no way to return an error: prints the line and ends the program.
void delay_load_or_exit(const delay_load_library *_Nonnull library);

#define DELAY_LOAD_PROTOTYPE(result, name, parameters) #result " " #name #parameters,
#define DELAY_LOAD_EXPORT(result, name, parameters) \
  {#result " " #name #parameters, reinterpret_cast<void *>(&name)},

#ifdef __cplusplus
}
#endif
#endif
#endif
