using HazmatTrack.Contracts.Quality;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Tracker.Quality;

/// <summary>
/// Tells the book what a vehicle's tracker has found of its told speed and its tracks, with every sixteenth of its reports. So "since" and the count
/// follow from the reports and not from how they came in batches, and a fleet without speeds costs no write for each report.
/// </summary>
internal static class TrackQualityNote
{
    /// <summary>Reports that are counted at a time.</summary>
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
        if (QualityKinds.KindFor(found.ToldSpeed) is { } kind)
        {
            book.Note(vehicle, kind, Reports, newest.Time, (long)Math.Round((found.SpeedRatio ?? 0) * 1000));
        }

        if (found.TwoTracks)
        {
            book.Note(vehicle, QualityKinds.TwoTracks, Reports, newest.Time, 0);
        }
    }
}
