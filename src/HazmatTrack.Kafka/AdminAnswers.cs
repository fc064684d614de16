using Confluent.Kafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Kafka;

/// <summary>Limits the wait for the answers of an admin client to the time that the client should need.</summary>
internal static class AdminAnswers
{
    /// <summary>How long the client itself waits for an answer before it gives up.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Additional time: a working client times out by itself and reports why.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Waits for the answer. A request to a broker that shut down while handling it has been seen to remain unanswered; its caller would wait for ever.
    /// </summary>
    /// <exception cref="KafkaException"><see cref="ErrorCode.Local_TimedOut"/>: the client has not even given up; it must not be used again.</exception>
    public static async Task<T> WithinPatienceAsync<T>(this Task<T> answer, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            return await answer.WaitAsync(Patience + s_grace, time, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"the Kafka client has given no answer within {(Patience + s_grace).TotalSeconds:0} s"), e);
        }
    }
}
