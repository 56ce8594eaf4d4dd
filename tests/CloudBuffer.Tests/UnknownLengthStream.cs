namespace CloudBuffer.Tests;

/// <summary>Bytes whose length the client cannot announce, so that it sends chunks.</summary>
sealed class UnknownLengthStream(byte[] bytes) : MemoryStream(bytes)
{
    public override bool CanSeek => false;
}
