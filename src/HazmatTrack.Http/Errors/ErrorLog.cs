namespace HazmatTrack.Http.Errors;

internal static partial class ErrorLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} was answered with 503: a store does not answer. Look at the database and the link to it.")]
    public static partial void StoreUnavailable(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} was aborted while its answer was written: a store does not answer. Look at the database and the link to it.")]
    public static partial void AnswerCut(ILogger logger, Exception exception, string method, string path);
}
