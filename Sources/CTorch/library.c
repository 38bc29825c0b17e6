#include "CDelayLoad.h"
#include "CTorch.h"

#define CT_FUNCTION DELAY_LOAD_PROTOTYPE
static const char *const prototypes[] = {
#include "CTorchFunctions.h"
};

extern void *ct_library_slots[];

__attribute__((visibility("hidden"))) const delay_load_library ct_library = {
    .name = "SwiftGANTorch",
    .remedy = "libtorch was in " LIBTORCH "/lib when it was built: run 'make setup' and build again",
    .prototypes = prototypes,
    .count = sizeof prototypes / sizeof *prototypes,
    .slots = ct_library_slots,
};

const char *ct_load(void) { return delay_load(&ct_library); }
