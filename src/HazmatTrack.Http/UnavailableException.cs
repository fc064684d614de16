namespace HazmatTrack.Http;

/// <summary>What was asked for cannot be had now, though nothing is wrong with the question: asking again in some seconds helps.</summary>
internal class UnavailableException(string message, Exception? cause = null) : Exception(message, cause);
