using HazmatTrack.Contracts.Quality;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Tracker.Quality;

/// <summary>
/// Passes to the book what a vehicle's tracker has found about its reported speed and its tracks, with every sixteenth of its reports. So "since" and the
/// count depend on the reports and not on how they were batched, and a fleet without speeds does not cost a write for each report.
/// </summary>
internal static class TrackQualityNote
{
    /// <summary>The number of reports counted at a time.</summary>
    public const int Reports = 16;

    /// <summary>Whether a note is due after this many different reports of the vehicle.</summary>
    public static bool IsDue(long reports) => reports % Reports == 0;

    public static void Take(VehicleId vehicle, VehicleTracker tracker, QualityBook book)
    {
        if (tracker.Newest is not { } newest)
        {
            return;
        }

        var found = tracker.Quality;
        if (QualityKinds.KindFor(found.ReportedSpeed) is { } kind)
        {
            book.Note(vehicle, kind, Reports, newest.Time, (long)Math.Round((found.SpeedRatio ?? 0) * 1000));
        }

        if (found.TwoTracks)
        {
            book.Note(vehicle, QualityKinds.TwoTracks, Reports, newest.Time, 0);
        }
    }
}
