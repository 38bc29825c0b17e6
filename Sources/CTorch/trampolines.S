#include "CDelayLoad.h"

DELAY_LOAD_TRAMPOLINES ct_library

#define CT_FUNCTION(result, name, parameters) DELAY_LOAD_TRAMPOLINE ct_library, name
#include "CTorchFunctions.h"
