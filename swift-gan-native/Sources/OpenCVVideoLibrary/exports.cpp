#include "CDelayLoad.h"
#include "COpenCVVideo.h"

#define COCV_VIDEO_FUNCTION DELAY_LOAD_EXPORT
extern "C" __attribute__((visibility("default"))) const delay_load_export SwiftGANOpenCVVideoFunctions[] = {
#include "COpenCVVideoFunctions.h"
    {nullptr, nullptr},
};
