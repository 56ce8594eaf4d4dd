namespace CloudBuffer.Tokens;

public enum AuthorizationDecision
{
    None,
    Approved,
    Denied,
}
