#include "CDelayLoad.h"

DELAY_LOAD_TRAMPOLINES cocv_video_library

#define COCV_VIDEO_FUNCTION(result, name, parameters) DELAY_LOAD_TRAMPOLINE cocv_video_library, name
#include "COpenCVVideoFunctions.h"
