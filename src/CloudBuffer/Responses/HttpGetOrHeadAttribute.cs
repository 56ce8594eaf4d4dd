using Microsoft.AspNetCore.Mvc.Routing;

namespace CloudBuffer.Responses;

/// <summary>GET, and HEAD with the same status and headers (RFC 9110 §9.3.2).</summary>
sealed class HttpGetOrHeadAttribute(string template) : HttpMethodAttribute(["GET", "HEAD"], template);
