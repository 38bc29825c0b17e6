#include "CDelayLoad.h"
#include "COpenCVVideo.h"

#define COCV_VIDEO_FUNCTION DELAY_LOAD_PROTOTYPE
static const char *const prototypes[] = {
#include "COpenCVVideoFunctions.h"
};

extern void *cocv_video_library_slots[];

__attribute__((visibility("hidden"))) const delay_load_library cocv_video_library = {
    .name = "SwiftGANOpenCVVideo",
    .remedy = "OpenCV's libraries are missing or of another release: run 'make setup' and build again",
    .prototypes = prototypes,
    .count = sizeof prototypes / sizeof *prototypes,
    .slots = cocv_video_library_slots,
};
