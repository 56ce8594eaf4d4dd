using Microsoft.AspNetCore.Mvc;

namespace CloudBuffer.Transfers;

/// <summary>Limits the body to 32 KiB: enough for any form, too little to fill memory.</summary>
sealed class SmallBodyAttribute() : RequestSizeLimitAttribute(32 * 1024);
