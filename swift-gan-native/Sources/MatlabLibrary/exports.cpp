#include "CDelayLoad.h"
#include "CMatlab.h"

#define CMAT_FUNCTION DELAY_LOAD_EXPORT
extern "C" __attribute__((visibility("default"))) const delay_load_export SwiftGANMatlabFunctions[] = {
#include "CMatlabFunctions.h"
    {nullptr, nullptr},
};
