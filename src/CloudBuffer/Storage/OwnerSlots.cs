namespace CloudBuffer.Storage;

/// <summary>Lets a few operations of each owner wait for something that all share, so that many of one do not delay the others'.</summary>
sealed class OwnerSlots(int maxPerOwner)
{
    readonly Dictionary<string, (SemaphoreSlim Slots, int Users)> owners = [];

    /// <returns>Disposing it, once or more, lets the next operation of the owner continue.</returns>
    public async Task<IDisposable> EnterAsync(string ownerId, CancellationToken cancellationToken)
    {
        var slots = Acquire(ownerId);
        try
        {
            await slots.WaitAsync(cancellationToken);
        }
        catch
        {
            Release(ownerId);
            throw;
        }
        return new Slot(this, ownerId, slots);
    }

    SemaphoreSlim Acquire(string ownerId)
    {
        lock (owners)
        {
            var (slots, users) = owners.TryGetValue(ownerId, out var known) ? known : (new SemaphoreSlim(maxPerOwner), 0);
            owners[ownerId] = (slots, users + 1);
            return slots;
        }
    }

    void Release(string ownerId)
    {
        lock (owners)
        {
            var (slots, users) = owners[ownerId];
            if (users == 1)
                owners.Remove(ownerId);
            else
                owners[ownerId] = (slots, users - 1);
        }
    }

    sealed class Slot(OwnerSlots all, string ownerId, SemaphoreSlim slots) : IDisposable
    {
        int disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) != 0)
                return;
            slots.Release();
            all.Release(ownerId);
        }
    }
}
