#include "CDelayLoad.h"
#include "COpenCV.h"

#define COCV_FUNCTION DELAY_LOAD_PROTOTYPE
static const char *const prototypes[] = {
#include "COpenCVFunctions.h"
};

extern void *cocv_library_slots[];

__attribute__((visibility("hidden"))) const delay_load_library cocv_library = {
    .name = "SwiftGANOpenCV",
    .remedy = "OpenCV's libraries are missing or of another release: run 'make setup' and build again",
    .prototypes = prototypes,
    .count = sizeof prototypes / sizeof *prototypes,
    .slots = cocv_library_slots,
};
