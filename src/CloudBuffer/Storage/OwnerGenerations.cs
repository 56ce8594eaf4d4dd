namespace CloudBuffer.Storage;

/// <summary>A number per owner that invalidates what is cached of that owner. Owners share them: some invalidations are unnecessary.</summary>
sealed class OwnerGenerations
{
    readonly int[] generations = new int[4096];

    /// <summary>Read it before the row, and cache it with the row.</summary>
    public int Of(string ownerId) => Volatile.Read(ref At(ownerId));

    public void Invalidate(string ownerId) => Interlocked.Increment(ref At(ownerId));

    ref int At(string ownerId) => ref generations[(uint)ownerId.GetHashCode(StringComparison.Ordinal) % generations.Length];
}
