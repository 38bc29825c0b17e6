#include "CDelayLoad.h"

DELAY_LOAD_TRAMPOLINES cmat_library

#define CMAT_FUNCTION(result, name, parameters) DELAY_LOAD_TRAMPOLINE cmat_library, name
#include "CMatlabFunctions.h"
