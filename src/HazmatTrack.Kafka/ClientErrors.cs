using Confluent.Kafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Kafka;

/// <summary>Logs the errors of a Kafka client at a bounded rate: while brokers are away, every client reports several errors a second. Thread-safe.</summary>
/// <param name="what">What the client does: the first words of the log line.</param>
internal sealed partial class ClientErrors(ILogger log, string what, TimeProvider clock)
{
    private readonly LogPace _pace = new(clock, TimeSpan.FromSeconds(30));

    public void Add(Error error)
    {
        if (error.IsFatal)
        {
            LogFatal(what, error.Reason, error.Code);
        }
        else if (_pace.IsTime(1, out var count))
        {
            LogError(what, error.Reason, error.Code, count);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{What}: {Reason} ({Code}); {Count} such since the last line, at most one line in 30 s is logged.")]
    private partial void LogError(string what, string reason, ErrorCode code, long count);

    [LoggerMessage(LogLevel.Error, "{What}: {Reason} ({Code}). The error is fatal: this client must be created again.")]
    private partial void LogFatal(string what, string reason, ErrorCode code);
}
