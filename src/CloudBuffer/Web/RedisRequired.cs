using CloudBuffer.Redis;
using StackExchange.Redis;

namespace CloudBuffer.Web;

static class RedisRequired
{
    /// <summary>For what lies in Redis alone, such as a code that lives for a minute.</summary>
    /// <exception cref="ErrorException">503: it does not answer.</exception>
    public static async Task<T> AskAsync<T>(this RedisGateway redis, Func<IDatabase, Task<T>> command)
    {
        var (answered, value) = await redis.TryAsync(command);
        return answered ? value! : throw new ErrorException(Errors.Busy);
    }
}
