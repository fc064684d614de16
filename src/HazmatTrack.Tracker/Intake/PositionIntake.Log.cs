namespace HazmatTrack.Tracker.Intake;

internal sealed partial class PositionIntake
{
    [LoggerMessage(LogLevel.Warning, "Reading of positions is paused (back-pressure): storing does not keep up, or a store does not answer.")]
    private partial void LogPaused();

    [LoggerMessage(LogLevel.Error, "Changed documents cannot be noted for the vehicles of partition {Partition}: alerts about their past stay as they are. It is retried.")]
    private partial void LogNotNoted(Exception e, int partition);

    [LoggerMessage(LogLevel.Information, "Topic positions was created again or has more partitions now: this silo stores what it has read and rejoins the consumer group (rebalance).")]
    private partial void LogOtherTopic();

    [LoggerMessage(LogLevel.Information, "Reading of positions is resumed.")]
    private partial void LogResumed();

    [LoggerMessage(LogLevel.Warning, "Partitions {Partitions} of positions are revoked before what was read of them is stored (timed out after {Patience}); their next owner reads it again.")]
    private partial void LogNotFinished(string partitions, TimeSpan patience);

    [LoggerMessage(LogLevel.Warning, "Not all vehicles of partition {Partition} were released; they stay registered with this silo until their next report.")]
    private partial void LogNotReleased(Exception e, int partition);

    [LoggerMessage(LogLevel.Warning, "Not all idle vehicles were released; the others take memory until their next report.")]
    private partial void LogNotLetGo(Exception e);
}
