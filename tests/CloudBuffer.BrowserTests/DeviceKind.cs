namespace CloudBuffer.BrowserTests;

public enum DeviceKind
{
    Laptop,
    Phone,
}
