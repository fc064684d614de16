using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Storage.History.Chunks;

/// <summary>The columns of <see cref="PositionColumns"/>.</summary>
internal static class Column
{
    public readonly struct Time : IColumn
    {
        public static long ValueOf(in PositionReport report) => report.Time.UnixMilliseconds;
    }

    public readonly struct Second : IColumn
    {
        public static long ValueOf(in PositionReport report) => report.Time.UnixMilliseconds / 1000;
    }

    public readonly struct Latitude : IColumn
    {
        public static long ValueOf(in PositionReport report) => report.Position.LatitudeE6;
    }

    public readonly struct Longitude : IColumn
    {
        public static long ValueOf(in PositionReport report) => report.Position.LongitudeE6;
    }

    public readonly struct Speed : IColumn
    {
        public static long ValueOf(in PositionReport report) => report.SpeedNumber;
    }

    public readonly struct Heading : IColumn
    {
        public static long ValueOf(in PositionReport report) => report.HeadingNumber;
    }

    public readonly struct Altitude : IColumn
    {
        public static long ValueOf(in PositionReport report) => report.AltitudeNumber;
    }

    public readonly struct Mileage : IColumn
    {
        public static long ValueOf(in PositionReport report) => report.MileageNumber;
    }

    public readonly struct Alarms : IColumn
    {
        public static long ValueOf(in PositionReport report) => report.Alarms;
    }

    public readonly struct Status : IColumn
    {
        public static long ValueOf(in PositionReport report) => (uint)report.Status;
    }
}
