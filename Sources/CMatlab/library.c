#include "CDelayLoad.h"
#include "CMatlab.h"

#define CMAT_FUNCTION DELAY_LOAD_PROTOTYPE
static const char *const prototypes[] = {
#include "CMatlabFunctions.h"
};

extern void *cmat_library_slots[];

__attribute__((visibility("hidden"))) const delay_load_library cmat_library = {
    .name = "SwiftGANMatlab",
    .remedy = "libmatio is missing or of another release: run 'make setup' and build again",
    .prototypes = prototypes,
    .count = sizeof prototypes / sizeof *prototypes,
    .slots = cmat_library_slots,
};
