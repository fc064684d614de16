using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Server.Quality;

/// <summary>
/// Tells the book what a vehicle's tracker has found of its told speed and its tracks: when that changes, and then with every packed state, so that
/// a fleet without speeds costs no write for each report.
/// </summary>
internal struct TrackQualityNote
{
    private ToldSpeed _speed;
    private bool _twoTracks;
    private int _reports;

    public void Take(VehicleId vehicle, VehicleTracker tracker, int reports, bool isPacked, QualityBook book)
    {
        var found = tracker.Quality;
        _reports += reports;
        if (found.ToldSpeed == _speed && found.TwoTracks == _twoTracks && !isPacked)
        {
            return;
        }

        if (tracker.Newest is { } newest && _reports > 0)
        {
            if (QualityKinds.Of(found.ToldSpeed) is { } kind)
            {
                book.Note(vehicle, kind, _speed == found.ToldSpeed ? _reports : 1, newest.Time, (long)Math.Round((found.SpeedRatio ?? 0) * 1000));
            }

            if (found.TwoTracks)
            {
                book.Note(vehicle, QualityKinds.TwoTracks, _twoTracks ? _reports : 1, newest.Time, 0);
            }
        }

        (_speed, _twoTracks, _reports) = (found.ToldSpeed, found.TwoTracks, 0);
    }
}
