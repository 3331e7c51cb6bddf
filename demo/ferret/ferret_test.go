package ferret

import (
	"os"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

func TestOpen(t *testing.T) {
	db, err := Open("")
	if err != nil {
		t.Fatal(err)
	}
	client, err := mongo.Connect(options.Client().ApplyURI(db.URI))
	if err != nil {
		t.Fatal(err)
	}
	orders := client.Database("test").Collection("orders")
	if _, err := orders.InsertOne(t.Context(), bson.M{"_id": 1, "n": 1}); err != nil {
		t.Fatal(err)
	}
	// In SQLite's memory mode this update would never return.
	if _, err := orders.UpdateOne(t.Context(), bson.M{"_id": 1}, bson.M{"$inc": bson.M{"n": 1}}); err != nil {
		t.Fatal(err)
	}
	var got struct{ N int }
	if err := orders.FindOne(t.Context(), bson.M{"n": bson.M{"$gt": 1}}).Decode(&got); err != nil {
		t.Fatal(err)
	}
	if got.N != 2 {
		t.Errorf("n = %d, want 2", got.N)
	}

	if err := client.Disconnect(t.Context()); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(db.dir); !os.IsNotExist(err) {
		t.Errorf("%s is still there after Close", db.dir)
	}
}

func TestOpenGiven(t *testing.T) {
	const uri = "mongodb://db.example:27017/"
	db, err := Open(uri)
	if err != nil {
		t.Fatal(err)
	}
	if db.URI != uri {
		t.Errorf("URI = %q, want %q", db.URI, uri)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}
