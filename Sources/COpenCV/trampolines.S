#include "CDelayLoad.h"

DELAY_LOAD_TRAMPOLINES cocv_library

#define COCV_FUNCTION(result, name, parameters) DELAY_LOAD_TRAMPOLINE cocv_library, name
#include "COpenCVFunctions.h"
