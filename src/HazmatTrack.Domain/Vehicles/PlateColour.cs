namespace HazmatTrack.Domain.Vehicles;

/// <summary>Licence plate colour (车牌颜色) by JT/T 697.7-2014; the number is the code on the wire.</summary>
public enum PlateColour
{
    Blue = 1,
    Yellow = 2,
    Black = 3,
    White = 4,
    Green = 5,
    Other = 9,
    FarmYellow = 91,
    FarmGreen = 92,
    YellowGreen = 93,
    GradientGreen = 94,
}
