#include "CDelayLoad.h"
#include "CTorch.h"

#define CT_FUNCTION DELAY_LOAD_EXPORT
extern "C" __attribute__((visibility("default"))) const delay_load_export SwiftGANTorchFunctions[] = {
#include "CTorchFunctions.h"
    {nullptr, nullptr},
};
