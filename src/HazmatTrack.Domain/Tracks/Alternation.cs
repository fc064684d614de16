using System.Numerics;

namespace HazmatTrack.Domain.Tracks;

/// <summary>
/// Divides the seconds into two halves. At every usual interval of reports, from 1 s to some minutes, they alternate fast: less than five in a row are
/// of one half. So many fixes of another place could be taken for the truck (<see cref="Crossings.CrossingSettings.ReanchorFixes"/>).
/// </summary>
/// <remarks>
/// Over minutes the Thue–Morse sequence, which does so at every power of two; within the minute and within five seconds patterns that were found by
/// trying all.
/// </remarks>
internal static class Alternation
{
    private const int WithinMinute = 0b0100_1010_1101;
    private const int WithinFiveSeconds = 0b10100;

    /// <summary>Whether an instant is of the first half.</summary>
    public static bool IsFirst(Instant time)
    {
        var seconds = (ulong)time.UnixMilliseconds / 1000;
        var parity = BitOperations.PopCount(seconds / 60) + (WithinMinute >> (int)(seconds / 5 % 12)) + (WithinFiveSeconds >> (int)(seconds % 5));
        return (parity & 1) == 0;
    }
}
