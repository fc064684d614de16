using Confluent.Kafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Kafka;

/// <summary>Waits for the answers of an admin client no longer than the client should need.</summary>
internal static class AdminAnswers
{
    /// <summary>What the client itself waits for an answer before it gives up.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The client finds out by itself, and says why, where nothing is wrong with it.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The answer. A request that a broker took with it when it ended has been seen to stay without any; whoever waits for it would wait for ever.
    /// </summary>
    /// <exception cref="KafkaException"><see cref="ErrorCode.Local_TimedOut"/>: the client has not even given up; it is not to be asked again.</exception>
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
