using Confluent.Kafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Server.Kafka;

/// <summary>Bounds what an admin client is asked.</summary>
internal static class AdminCalls
{
    /// <summary>How much later than the client itself gives up.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The client's answer, or the error that there was none in time. The client gives up by itself, unless the answer has come and it fails to read it, as it
    /// may while brokers restart and a partition has no leader: it says nothing then, and the call would never end.
    /// </summary>
    /// <exception cref="KafkaException">There was no answer in time, or it is an error.</exception>
    public static async Task<T> WithinAsync<T>(this Task<T> asked, TimeSpan patience, TimeProvider? time = null)
    {
        try
        {
            return await asked.WaitAsync(patience + s_grace, time ?? TimeProvider.System);
        }
        catch (TimeoutException e)
        {
            throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"The brokers have not answered within {patience.TotalSeconds:0} s."), e);
        }
    }

    /// <inheritdoc cref="WithinAsync{T}"/>
    public static Task WithinAsync(this Task asked, TimeSpan patience, TimeProvider? time = null)
    {
        return DoneAsync().WithinAsync(patience, time);

        async Task<bool> DoneAsync()
        {
            await asked;
            return true;
        }
    }
}
