using System.Globalization;
using System.Text;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Quality.Days;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Web.History.Tracks;

namespace HazmatTrack.Web.Quality.Days;

/// <summary>Figures of quality as JSON and CSV.</summary>
internal static class QualityFormat
{
    public static readonly string[] Names = ["json", "csv"];

    public const string DayHeader =
        "day,registered,onLine,onLineRate,reports,refused,qualified,qualifiedRate,drivenKm,continuousKm,completeness,fixes,drift,driftShare,driftVehicles,driftRate,unreadable\r\n";

    public const string VehicleHeader =
        "vehicle,day,onLine,reports,refused,qualified,qualifiedRate,drivenKm,continuousKm,completeness,fixes,drift,driftShare\r\n";

    public static VehicleQualityView View(VehicleId vehicle, ChinaDay day, in DayFigures figures, long refused) => new(
        vehicle.ToString(), day.ToString(), figures.IsOnLine, figures.Reports, refused, figures.Qualified, Rate(figures.QualifiedRate(refused)),
        Kilometres(figures.Driven.Metres), Kilometres(figures.Continuous.Metres), Rate(figures.Completeness), figures.Fixes, figures.Drift,
        Rate(figures.DriftShare));

    /// <summary>The sum of the vehicles of an operator on a day.</summary>
    /// <param name="registered">All that were the operator's.</param>
    /// <param name="read">The figures of those whose history can be read.</param>
    public static QualityDayView View(ChinaDay day, int registered, IReadOnlyList<DayFigures> read, long refused)
    {
        var sum = read.Aggregate(default(DayFigures), (a, b) => a + b);
        var (onLine, drifting) = (read.Count(f => f.IsOnLine), read.Count(f => f.Drift > 0));
        return new(
            day.ToString(), registered, onLine, Share(onLine, read.Count), sum.Reports, refused, sum.Qualified, Rate(sum.QualifiedRate(refused)),
            Kilometres(sum.Driven.Metres), Kilometres(sum.Continuous.Metres), Rate(sum.Completeness), sum.Fixes, sum.Drift, Rate(sum.DriftShare), drifting,
            Share(drifting, onLine), registered - read.Count);
    }

    /// <summary>RFC 4180 with a header; null values are empty.</summary>
    public static byte[] Csv(QualityDayListView list, bool bom)
    {
        var text = new StringBuilder(bom ? CsvTrack.ByteOrderMark : "").Append(DayHeader);
        foreach (var d in list.Items)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{d.Day},{d.Registered},{d.OnLine},{d.OnLineRate},{d.Reports},{d.Refused},{d.Qualified},{d.QualifiedRate},{d.DrivenKm},{d.ContinuousKm},");
            text.Append(
                CultureInfo.InvariantCulture,
                $"{d.Completeness},{d.Fixes},{d.Drift},{d.DriftShare},{d.DriftVehicles},{d.DriftRate},{d.Unreadable}\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <inheritdoc cref="Csv(QualityDayListView, bool)"/>
    public static byte[] Csv(VehicleQualityListView list, bool bom)
    {
        var text = new StringBuilder(bom ? CsvTrack.ByteOrderMark : "").Append(VehicleHeader);
        foreach (var v in list.Items)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{v.Vehicle},{v.Day},{(v.OnLine ? 1 : 0)},{v.Reports},{v.Refused},{v.Qualified},{v.QualifiedRate},{v.DrivenKm},{v.ContinuousKm},");
            text.Append(CultureInfo.InvariantCulture, $"{v.Completeness},{v.Fixes},{v.Drift},{v.DriftShare}\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static double? Share(int some, int all) => all > 0 ? Rate((double)some / all) : null;

    private static double? Rate(double? rate) => rate is { } value ? Math.Round(value, 4) : null;

    private static double Kilometres(double metres) => Math.Round(metres / 1000, 3);
}
