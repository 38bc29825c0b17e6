#include "CDelayLoad.h"
#include "COpenCV.h"

#define COCV_FUNCTION DELAY_LOAD_EXPORT
extern "C" __attribute__((visibility("default"))) const delay_load_export SwiftGANOpenCVFunctions[] = {
#include "COpenCVFunctions.h"
    {nullptr, nullptr},
};
