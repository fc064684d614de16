namespace HazmatTrack.Tracker.Relay;

internal sealed partial class AlertRelay
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Alerts could not be relayed to topic {Topic}; trying again in {Pause}. They are safe in the store. Look at the brokers and the database.")]
    private static partial void Failed(ILogger logger, Exception exception, string topic, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Another silo relays alerts to topic {Topic} now; this one had fallen silent for longer than its lease.")]
    private static partial void TakenOver(ILogger logger, string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The right to relay alerts could not be given back; the next silo takes it within {Lease}.")]
    private static partial void NotLeft(ILogger logger, Exception exception, TimeSpan lease);
}
