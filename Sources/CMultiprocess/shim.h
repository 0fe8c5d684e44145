#include <multiprocess/multiprocess.h>
